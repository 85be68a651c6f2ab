import type { Logger } from '@org/events'
import type { StorageMetrics } from '../metrics.ts'
import type { Wal } from '../wal/wal.ts'
import { readWalRange } from '../wal-lines.ts'
import type { DeadLetter, DeadLetters } from './dead-letters.ts'
import type { Retry } from './retry.ts'
import type { RefusedEvent } from './shipment-file.ts'

/** So many fit into `shipment.json` with their reasons. */
export const MOST_UNDECIDED = 64
const REASON_LENGTH = 200

/** Options of {@link createRefusals}. */
export interface RefusalsOptions {
  readonly letters: DeadLetters
  readonly wal: Wal
  readonly retry: Retry
  readonly metrics: StorageMetrics
  readonly logger: Logger
}

/**
 * Events that ClickHouse refused one by one. Each is undecided until a later one was taken: only then the fault is in
 * the event, not in the table, and it becomes a dead letter.
 */
export interface Refusals {
  undecided(): readonly RefusedEvent[]
  add(event: RefusedEvent): void
  /** Forgets the undecided ones: they are tried again. */
  clear(): void
  /** A later event was taken: makes dead letters of the undecided ones. They are durable when it resolves. */
  decide(): Promise<void>
}

export function createRefusals(options: RefusalsOptions): Refusals {
  const { letters, wal, retry, metrics, logger } = options
  let undecided: readonly RefusedEvent[] = []

  async function letterOf({ seq, code, reason }: RefusedEvent): Promise<DeadLetter | null> {
    const range = await retry.run('log', 'read the write-ahead log', () =>
      readWalRange(wal, seq, seq, Number.POSITIVE_INFINITY),
    )
    if (range !== null) return { seq, code, reason, line: lineOf(range.bytes) }
    logger.error('an event that ClickHouse refused is not in the write-ahead log: it is lost', {
      seq,
      reason,
    })
    return null
  }

  return {
    undecided: () => undecided,
    add({ seq, code, reason }) {
      undecided = [...undecided, { seq, code, reason: shortened(reason) }]
    },
    clear() {
      undecided = []
    },
    async decide() {
      const first = undecided[0]
      if (first === undefined) return
      const found: DeadLetter[] = []
      for (const event of undecided) {
        const letter = await letterOf(event)
        if (letter !== null) found.push(letter)
      }
      const written = await retry.run('disk', 'write dead letters', () => letters.write(found))
      undecided = []
      if (written === 0) return
      metrics.deadLetters.inc(written)
      logger.error('ClickHouse refused events: they are in the dead-letter files', {
        directory: letters.directory,
        events: written,
        first_seq: first.seq,
        code: first.code,
        reason: first.reason,
      })
    },
  }
}

function lineOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength - 1).toString('utf8')
}

/** Short enough for {@link MOST_UNDECIDED} of them, whatever characters ClickHouse quotes. */
function shortened(reason: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: each would take six bytes in JSON
  return reason.replace(/[\u0000-\u001f]+/g, ' ').slice(0, REASON_LENGTH)
}
