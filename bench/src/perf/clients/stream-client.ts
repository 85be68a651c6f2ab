import { lastSeqOf } from './read-frame.ts'
import { openWebSocket } from './web-socket.ts'

/** One WebSocket client that takes every event and comes back where it was when it is cut. */
export interface StreamClient {
  /** The number it came to. */
  reached(): number
  /** When it got the event of a number since {@link begin}; `undefined` when it did not. Unix microseconds. */
  arrivedUs(seq: number): number | undefined
  readonly totals: { messages: number; bytes: number; cuts: number }
  /** Forgets what came before. */
  begin(): void
}

const COME_BACK_MS = 50
/** The beginning of a message says what it is and how far it goes. */
const HEAD_BYTES = 160

/**
 * Resolves once it has been greeted.
 * @param onFrame is told of every message with events, before it is noted; `null`: nobody looks into them
 */
export async function openStreamClient(
  url: string,
  nowUs: () => number,
  onFrame: ((frame: Buffer) => void) | null,
): Promise<StreamClient> {
  const totals = { messages: 0, bytes: 0, cuts: 0 }
  const seqs: number[] = []
  const timesUs: number[] = []
  let reached = 0

  const connect = (
    query: string,
    onHello: (latestSeq: number) => void,
    onError: (error: Error) => void,
  ): void =>
    openWebSocket(url, `/stream${query}`, onFrame === null ? HEAD_BYTES : Number.POSITIVE_INFINITY, {
      onError,
      onClose(code) {
        if (code === 1001 || code === 1006) return // the server stops or is gone
        totals.cuts += 1
        setTimeout(() => connect(`?from_seq=${reached}`, ignore, ignore), COME_BACK_MS)
      },
      onMessage(frame, length) {
        const lastSeq = lastSeqOf(frame)
        if (lastSeq === undefined) {
          const latest = /"op":"hello".*?"latest_seq":(\d+)/.exec(
            frame.toString('latin1', 0, HEAD_BYTES),
          )?.[1]
          if (latest !== undefined) onHello(Number(latest))
          return
        }
        onFrame?.(frame)
        seqs.push(lastSeq)
        timesUs.push(nowUs())
        reached = lastSeq
        totals.messages += 1
        totals.bytes += length
      },
    })
  reached = await new Promise<number>((resolve, reject) => connect('', resolve, reject))

  return {
    reached: () => reached,
    arrivedUs(seq) {
      let low = 0
      let high = seqs.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if ((seqs[middle] ?? 0) < seq) low = middle + 1
        else high = middle
      }
      return timesUs[low]
    },
    totals,
    begin() {
      seqs.length = 0
      timesUs.length = 0
      Object.assign(totals, { messages: 0, bytes: 0, cuts: 0 })
    },
  }
}

function ignore(): void {}
