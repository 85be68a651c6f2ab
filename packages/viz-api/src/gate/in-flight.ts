import type { ServerResponse } from 'node:http'

/** How much may be under way at once. */
export interface InFlightLimits {
  /** Requests of all clients. */
  readonly max: number
  /** Requests of one client. */
  readonly maxPerClient: number
  /** Bytes of answers that wait for their clients to take them. */
  readonly maxWaitingBytes: number
}

/** Requests under way, from their head to the last byte of their answer. */
export interface InFlight {
  /** Takes a place until the answer has ended; false when there is none. */
  enter(client: string, response: ServerResponse): boolean
  size(): number
}

/** Below this many requests the bytes of their answers are not looked at. */
const FEW = 32
/** How long a count of the waiting bytes is believed, in milliseconds. */
const COUNT_MS = 50

export function createInFlight(limits: InFlightLimits, monotonicMs: () => number): InFlight {
  const responses = new Set<ServerResponse>()
  const perClient = new Map<string, number>()
  let waitingBytes = 0
  let countedMs = Number.NEGATIVE_INFINITY

  function waiting(): number {
    const nowMs = monotonicMs()
    if (nowMs - countedMs < COUNT_MS) return waitingBytes
    countedMs = nowMs
    waitingBytes = 0
    for (const { writableLength } of responses) waitingBytes += writableLength
    return waitingBytes
  }

  function leave(client: string, response: ServerResponse): void {
    responses.delete(response)
    const count = (perClient.get(client) ?? 0) - 1
    if (count > 0) perClient.set(client, count)
    else perClient.delete(client)
  }

  return {
    enter(client, response) {
      const count = perClient.get(client) ?? 0
      if (responses.size >= limits.max || count >= limits.maxPerClient) return false
      if (responses.size >= FEW && waiting() >= limits.maxWaitingBytes) return false
      responses.add(response)
      perClient.set(client, count + 1)
      response.once('close', () => leave(client, response))
      return true
    },
    size: () => responses.size,
  }
}
