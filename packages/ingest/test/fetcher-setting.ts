import { type Hash, noopLogger } from '@org/events'
import { vi } from 'vitest'
import { PendingTx } from '../src/dedupe/sightings.ts'
import type { FetchListener } from '../src/fetch/fetch-listener.ts'
import { createFetcher, type Fetcher, type FetcherOptions } from '../src/fetch/fetcher.ts'
import { RpcFailure } from '../src/rpc/rpc-failure.ts'
import { answerAll, createFakeEndpoint, type FakeEndpoint, poolOf, type Respond } from './fake-endpoint.ts'

export interface Setting {
  readonly fetcher: Fetcher
  readonly nodes: readonly FakeEndpoint[]
  /** Sizes of the requests to the first endpoint, in order. */
  sizes(): number[]
  /** What became of each hash. */
  readonly outcomes: Map<string, string>
  /** Adds hashes of these numbers; true when all were taken. */
  add(...numbers: readonly number[]): boolean
  pending(n: number): PendingTx
}

export const never: Respond = () => new Promise(() => {})
export const bodies: Respond = answerAll((call) => ({ hash: call.params[0] }))
export const nulls: Respond = answerAll(() => null)
export const fail =
  (...of: ConstructorParameters<typeof RpcFailure>): Respond =>
  () => {
    throw new RpcFailure(...of)
  }
/** Answers with the first, then with the second, …; the last one stays. */
export function inTurn(...responds: readonly Respond[]): Respond {
  let turn = 0
  return (calls) => responds[Math.min(turn++, responds.length - 1)]?.(calls)
}

export function setting(
  responds: Respond | readonly Respond[],
  overrides: Partial<FetcherOptions> = {},
  listener: Partial<FetchListener> = {},
): Setting {
  const list = typeof responds === 'function' ? [responds] : responds
  const nodes = list.map((respond, i) =>
    createFakeEndpoint({ name: `node-${i}`, respond, maxBatchSize: overrides.batchSize ?? 4 }),
  )
  const outcomes = new Map<string, string>()
  const pendings = new Map<number, PendingTx>()
  const settle = (pending: PendingTx, outcome: string): void => {
    if (outcomes.has(pending.hash)) throw new Error(`settled twice: ${pending.hash}`)
    outcomes.set(pending.hash, outcome)
    pending.settled = true
  }
  const fetcher = createFetcher({
    pool: poolOf(nodes),
    listener: {
      onBody: (pending, _body, endpoint) => settle(pending, `body of ${endpoint.client.where}`),
      onNotFound: (pending) => settle(pending, 'null'),
      onFailed: (pending) => settle(pending, 'failed'),
      onRequest: () => {},
      ...listener,
    },
    logger: noopLogger,
    monotonicMs: () => performance.now(),
    random: () => 0,
    capacity: 1000,
    batchSize: 4,
    maxInFlight: 2,
    flushMs: 5,
    retryAttempts: 2,
    retryBackoffMs: 100,
    deadlineMs: 60_000,
    ...overrides,
  })
  return {
    fetcher,
    nodes,
    outcomes,
    sizes: () => nodes[0]?.requests.map((calls) => calls.length) ?? [],
    add: (...numbers) =>
      numbers.every((n) => {
        const pending = new PendingTx(`0x${n}` as Hash, 0, 1) // the fetcher does not look into hashes
        pendings.set(n, pending)
        return fetcher.add(pending)
      }),
    pending(n) {
      const pending = pendings.get(n)
      if (pending === undefined) throw new Error(`no hash ${n}`)
      return pending
    },
  }
}

/** Lets what is due now happen. */
export const now = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)
export const after = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)
export const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n)
