import { errorMessage, isMevscopeError } from '@org/events'
import { VizClientError } from '../errors.ts'
import { sleep } from '../sleep.ts'
import { backoffMs } from './backoff.ts'
import type { Dialer } from './dial.ts'
import type { StreamState } from './item.ts'
import type { ItemBuffer } from './item-buffer.ts'
import { type Listened, listen } from './listen.ts'
import type { StreamPosition } from './position.ts'
import { type StreamOptions, streamQuery } from './stream-options.ts'

/** The server speaks at least every 15 s. */
const SILENCE_MS = 40_000

export interface FollowOptions {
  readonly dialer: Dialer
  readonly options: StreamOptions
  readonly buffer: ItemBuffer
  readonly random: () => number
  readonly signal: AbortSignal
}

/**
 * Fills the buffer over as many connections as it takes, each from where the last one ended: nothing is missing and
 * nothing comes twice. Resolves when the signal aborts.
 * @throws VizClientError that will not pass by itself.
 */
export async function follow({ dialer, options, buffer, random, signal }: FollowOptions): Promise<void> {
  const tell = (state: StreamState): void => options.onState?.(state)
  let position: StreamPosition | null =
    options.after === undefined ? null : { nodeId: options.nodeId ?? null, seq: options.after }
  let failures = 0
  /** Other nodes met in a row. */
  let moves = 0

  /** One connection; `null` when not even a ticket could be had. */
  async function connect(): Promise<Listened> {
    const from = position
    const open = await dialer.prepare(streamQuery(options, from?.seq), signal)
    return await listen({
      open,
      from,
      signal,
      silenceMs: options.silenceMs ?? SILENCE_MS,
      onItem: buffer.push,
      onHello: (nodeId, latestSeq) => tell({ state: 'live', nodeId, latestSeq }),
      onHeartbeat: (latestSeq) => options.onHeartbeat?.(latestSeq),
      isFull: buffer.isFull,
    })
  }

  async function wait(reason: string, atLeastMs: number): Promise<void> {
    const retryInMs = Math.max(atLeastMs, backoffMs(failures, random()))
    tell({ state: 'waiting', retryInMs, reason })
    await sleep(retryInMs, signal)
  }

  while (!signal.aborted) {
    tell({ state: 'connecting' })
    try {
      const end = await connect()
      position = end.position
      moves = end.cause === 'moved' ? moves + 1 : 0
      if (moves > 1) {
        // One is a node that was replaced; more are several behind one address, which would be asked without end.
        failures += 1
        await wait(end.reason, 0)
        continue
      }
      if (end.cause === 'full') {
        tell({ state: 'paused' })
        await buffer.drained(signal)
      }
      if (end.cause !== 'lost') {
        failures = 0
        continue
      }
      failures = end.progressed ? 1 : failures + 1
      if (!end.greeted) await dialer.diagnose(streamQuery(options, position?.seq), signal)
      await wait(end.reason, 0)
    } catch (error) {
      if (signal.aborted) return
      if (!isMevscopeError(error) || !error.retryable) throw error
      failures = Math.max(1, failures)
      await wait(errorMessage(error), (error instanceof VizClientError && error.retryAfterMs) || 0)
    }
  }
}
