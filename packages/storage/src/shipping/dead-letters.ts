import { dirname } from 'node:path'
import type { Clock, Logger } from '@org/events'
import { type FileSystem, type OpenFile, writeFully } from '../wal/fs.ts'
import { ioError } from '../wal/wal-error.ts'
import { deadLetterName, parseDeadLetterName, readDeadLetterFile } from './dead-letter-file.ts'
import { createSeqSet } from './seq-set.ts'

/** An event that ClickHouse refused. */
export interface DeadLetter {
  readonly seq: number
  /** ClickHouse's name of the error. */
  readonly code: string
  readonly reason: string
  /** The line of the event, byte for byte. */
  readonly line: string
}

/** Options of {@link createDeadLetters}. */
export interface DeadLettersOptions {
  readonly fs: FileSystem
  /** Made with the first letter. */
  readonly directory: string
  /** A file that would grow beyond this is followed by the next. @default 16 MiB */
  readonly fileBytes?: number
  /** Nothing is cut, flushed or written. @default false */
  readonly readOnly?: boolean
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * The events that ClickHouse refused, in files of JSON lines `{seq, reason, code, at_unix_us, line}`, each event once.
 * Nothing here deletes them. In memory it keeps their numbers, 16 bytes for each run of them.
 */
export interface DeadLetters {
  readonly directory: string
  /**
   * Reads what is there and cuts off a line that a crash tore. Before anything else; again, it does nothing.
   * @throws StorageError
   */
  open(): Promise<void>
  has(seq: number): boolean
  /** The first number from `seq` on that is in the files; infinite when there is none. */
  nextFrom(seq: number): number
  /** The numbers after `after` and up to `upTo`, ascending, at most `limit`. */
  between(after: number, upTo: number, limit: number): number[]
  /** The lines of these events, as far as nobody took their files away. @throws StorageError */
  lines(seqs: readonly number[]): Promise<ReadonlyMap<number, string>>
  /** Events in the files. */
  count(): number
  /** Writes those that are not there yet; durable when it resolves, with how many they were. @throws StorageError */
  write(letters: readonly DeadLetter[]): Promise<number>
}

export function createDeadLetters(options: DeadLettersOptions): DeadLetters {
  const { fs, directory, clock, logger } = options
  const fileBytes = options.fileBytes ?? 16 * 1024 * 1024
  const seqs = createSeqSet()
  /** Which numbers each file holds, from the first to the last. */
  const spans = new Map<number, { first: number; last: number }>()
  let isOpen = false
  /** The file that is written to, up to where it is known to be good; `null` when the next one is due. */
  let file: { readonly number: number; readonly end: number } | null = null
  let lastNumber = 0
  /** An attempt of ours may have left something behind that end. */
  let torn = false

  async function append(bytes: Buffer): Promise<void> {
    const fits = file !== null && (file.end === 0 || file.end + bytes.length <= fileBytes)
    if (fits && (await appendToPresent(bytes))) return
    await beginNext()
    if (!(await appendToPresent(bytes))) throw new Error('the file was taken away at once')
  }

  async function beginNext(): Promise<void> {
    await fs.makeDirectory(directory)
    await fs.syncDirectory(dirname(directory))
    const number = lastNumber + 1
    const handle = await fs.open(pathOf(number), 'create')
    await handle.close()
    await fs.syncDirectory(directory)
    file = { number, end: 0 }
    lastNumber = number
    torn = false
  }

  /** False when somebody moved or changed the file: it is theirs then. */
  async function appendToPresent(bytes: Buffer): Promise<boolean> {
    if (file === null) return false
    const { number, end } = file
    let handle: OpenFile
    try {
      handle = await fs.open(pathOf(number), 'write')
    } catch (error) {
      if (isMissing(error)) return false
      throw error
    }
    try {
      const size = await handle.size()
      if (size !== end && !torn) return false
      if (size > end) await handle.truncate(end)
      torn = true
      await writeFully(handle, bytes, end)
      await flush(handle, end)
      torn = false
      file = { number, end: end + bytes.length }
      return true
    } finally {
      await handle.close()
    }
  }

  async function flush(handle: OpenFile, goodBytes: number): Promise<void> {
    try {
      await handle.datasync()
    } catch (error) {
      // What the file holds now is not known, and a second flush might not say so: the next attempt takes a new one.
      file = null
      await handle.truncate(goodBytes)
      throw error
    }
  }

  function note(number: number, seq: number): void {
    seqs.add(seq)
    const span = spans.get(number)
    if (span === undefined) spans.set(number, { first: seq, last: seq })
    else {
      span.first = Math.min(span.first, seq)
      span.last = Math.max(span.last, seq)
    }
  }

  async function read(wanted: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const missing = new Set(wanted)
    const lines = new Map<number, string>()
    for (const [number, { first, last }] of spans) {
      if (!wanted.some((seq) => seq >= first && seq <= last)) continue
      try {
        await readDeadLetterFile(fs, pathOf(number), (seq, line) => {
          if (missing.delete(seq)) lines.set(seq, line)
        })
      } catch (error) {
        if (!isMissing(error)) throw error
      }
    }
    return lines
  }

  const pathOf = (number: number): string => `${directory}/${deadLetterName(number)}`

  async function readAll(): Promise<void> {
    let end = 0
    for (const number of (await list()).sort((a, b) => a - b)) {
      const found = await readDeadLetterFile(fs, pathOf(number), (seq) => note(number, seq))
      end = found.wholeBytes
      lastNumber = number
      if (found.unreadable === 0) continue
      const { unreadable } = found
      logger.warn('lines of a dead-letter file are not letters', { path: pathOf(number), lines: unreadable })
    }
    if (lastNumber === 0 || options.readOnly === true) return
    // What the last run wrote may not be flushed, or not whole.
    const handle = await fs.open(pathOf(lastNumber), 'write')
    try {
      if ((await handle.size()) > end) await handle.truncate(end)
      await handle.datasync()
    } finally {
      await handle.close()
    }
    await fs.syncDirectory(directory)
    file = { number: lastNumber, end }
  }

  async function list(): Promise<number[]> {
    try {
      return (await fs.list(directory)).map(parseDeadLetterName).filter((number) => number !== null)
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  }

  return {
    directory,
    has: seqs.has,
    nextFrom: seqs.nextFrom,
    between: seqs.between,
    count: seqs.count,
    async lines(wanted) {
      try {
        return await read(wanted)
      } catch (cause) {
        throw ioError('read', directory, cause)
      }
    },
    async open() {
      if (isOpen) return
      try {
        await readAll()
        isOpen = true
      } catch (cause) {
        throw ioError('read', directory, cause)
      }
    },
    async write(letters) {
      const fresh = letters.filter(({ seq }) => !seqs.has(seq))
      if (fresh.length === 0) return 0
      const at = clock.nowUs()
      const lines = fresh.map(({ seq, reason, code, line }) =>
        JSON.stringify({ seq, reason, code, at_unix_us: at, line }),
      )
      try {
        await append(Buffer.from(`${lines.join('\n')}\n`))
      } catch (cause) {
        throw ioError('write', directory, cause)
      }
      for (const { seq } of fresh) note(lastNumber, seq)
      return fresh.length
    },
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
