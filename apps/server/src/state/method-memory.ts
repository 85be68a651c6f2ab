import type { Clock } from '@org/events'

/** Which methods endpoints were found not to have, for a while: nodes are upgraded, plans and gateways change. */
export interface MethodMemory {
  note(url: string, method: string): void
  lacks(url: string, method: string): boolean
}

const REMEMBERED_MS = 10 * 60 * 1_000

/** Bounded by the endpoints and methods that its owner uses. */
export function createMethodMemory(clock: Clock): MethodMemory {
  const until = new Map<string, number>()
  return {
    note(url, method) {
      until.set(`${method} ${url}`, clock.monotonicMs() + REMEMBERED_MS)
    },
    lacks: (url, method) => clock.monotonicMs() < (until.get(`${method} ${url}`) ?? -Infinity),
  }
}
