/** What the process of the clients is told. */
export type ToClients =
  | { readonly op: 'open'; readonly url: string; readonly clients: number; readonly transport: Transport }
  /** Numbers from `firstSeq` on became durable at these times, Unix milliseconds: all are there. */
  | { readonly op: 'report'; readonly firstSeq: number; readonly durableAtMs: readonly number[] }

/** What it answers. */
export type FromClients =
  | { readonly op: 'opened' }
  | {
      readonly op: 'figures'
      /** Events that arrived, over all clients. */
      readonly arrived: number
      /** Events that a client missed or got out of order. */
      readonly missed: number
      readonly messages: number
      /** From durable to the socket's data, milliseconds. */
      readonly p50: number
      readonly p99: number
      readonly max: number
      readonly cpuSeconds: number
    }

export type Transport = 'ws' | 'sse'

/** Unix milliseconds with fractions; the same clock in all processes of a machine. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now()
}
