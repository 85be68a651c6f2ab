import { WebSocket } from 'ws'
import { lastSeqOf } from './read-frame.ts'

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

/** Resolves once it has been greeted. @param onFrame is told of every message with events, before it is noted */
export async function openStreamClient(
  url: string,
  nowUs: () => number,
  onFrame: (frame: Buffer) => void,
): Promise<StreamClient> {
  const totals = { messages: 0, bytes: 0, cuts: 0 }
  const seqs: number[] = []
  const timesUs: number[] = []
  let reached = 0

  const connect = (query: string, onHello: (latestSeq: number) => void, onError: (error: Error) => void) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/stream${query}`, { perMessageDeflate: false })
    socket.on('error', onError)
    socket.on('close', (code) => {
      if (code === 1001 || code === 1006) return // the server stops or is gone
      totals.cuts += 1
      setTimeout(() => connect(`?from_seq=${reached}`, ignore, ignore), COME_BACK_MS)
    })
    socket.on('message', (frame: Buffer) => {
      const lastSeq = lastSeqOf(frame)
      if (lastSeq === undefined) {
        const latest = /"op":"hello".*?"latest_seq":(\d+)/.exec(frame.toString('latin1', 0, 160))?.[1]
        if (latest !== undefined) onHello(Number(latest))
        return
      }
      onFrame(frame)
      seqs.push(lastSeq)
      timesUs.push(nowUs())
      reached = lastSeq
      totals.messages += 1
      totals.bytes += frame.length
    })
  }
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
