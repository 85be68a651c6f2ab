import { WebSocket } from 'ws'

/** What becomes of an announced hash: its body came, was refused, or did not come. */
export type Outcome = 'decoded' | 'rejected' | 'dropped'

/** A stream client that holds the server to its word: every number once, in order, over cuts and restarts. */
export interface Follower {
  /** The number it came to. */
  reached(): number
  /** What was wrong with the order so far, at most a few. */
  readonly faults: string[]
  /** What was told to have become of the transaction; `undefined` when nothing was. */
  outcomeOf(hash: string): Outcome | undefined
  forget(hash: string): void
  /** Hashes of the last bodies. */
  latest(count: number): readonly string[]
  readonly counts: { connections: number; decoded: number }
  stop(): void
}

const COME_BACK_MS = 100
const MOST_FAULTS = 10
const KEPT_LATEST = 1_000
const LINE =
  /\{"seq":(\d+),"node_id":"[^"]*","chain_id":\d+,"source_id":"[^"]*","kind":"(\w+)","ingest_ts_unix_us":\d+,"tx_hash":"([^"]*)"/g
const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['TxDecoded', 'decoded'],
  ['TxRejected', 'rejected'],
  ['TxDropped', 'dropped'],
])

/**
 * Follows from number 0; comes back whenever its connection ends, until it is stopped.
 * @param capacity hashes it remembers; the oldest is forgotten
 */
export function startFollower(url: string, capacity: number): Follower {
  const told = new Map<string, Outcome>()
  const latest: string[] = []
  const faults: string[] = []
  const counts = { connections: 0, decoded: 0 }
  let reached = 0
  let isStopped = false
  let socket: WebSocket

  const fault = (text: string): void => {
    if (faults.length < MOST_FAULTS) faults.push(text)
  }
  const read = (text: string): void => {
    if (text.startsWith('{"op":"reset"')) fault(`after ${reached}: ${text.slice(0, 120)}`)
    for (const [, number, kind = '', hash = ''] of text.matchAll(LINE)) {
      const seq = Number(number)
      if (seq !== reached + 1) fault(`${seq} came after ${reached}`)
      reached = seq
      const outcome = OUTCOMES.get(kind)
      if (outcome === undefined) continue
      // Whose body is here may be dropped from the pool later.
      if (outcome === 'decoded' || !told.has(hash)) told.set(hash, outcome)
      // Nobody asks for what came without an announcement, or again.
      for (const oldest of told.keys()) {
        if (told.size <= capacity) break
        told.delete(oldest)
      }
      if (outcome !== 'decoded') continue
      counts.decoded += 1
      latest.push(hash)
      if (latest.length > KEPT_LATEST * 2) latest.splice(0, KEPT_LATEST)
    }
  }
  const connect = (): void => {
    counts.connections += 1
    socket = new WebSocket(`${url.replace('http', 'ws')}/stream?from_seq=${reached}`, {
      perMessageDeflate: false,
    })
    socket.on('error', () => {}) // a close follows
    socket.on('message', (frame: Buffer) => read(frame.toString('latin1')))
    socket.on('close', () => {
      if (!isStopped) setTimeout(connect, COME_BACK_MS)
    })
  }
  connect()
  return {
    reached: () => reached,
    faults,
    outcomeOf: (hash) => told.get(hash),
    forget: (hash) => void told.delete(hash),
    latest: (count) => latest.slice(-count),
    counts,
    stop() {
      isStopped = true
      socket.terminate()
    },
  }
}
