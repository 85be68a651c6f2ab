import { StorageError } from '../../src/errors.ts'
import type { Shipment } from '../../src/shipping/shipment.ts'
import type { ShipmentTarget } from '../../src/shipping/shipment-target.ts'
import type { CrashSwitch } from './crash-switch.ts'
import { refusal } from './memory-archive.ts'

/** What happens to one insert. */
export type InsertFate = 'works' | 'fails' | 'answer lost' | 'comes late' | 'half of it'

/** A ClickHouse that outlives its nodes. */
export interface FickleArchive {
  /** Stored lines in the order in which they came, with doubles if there are any. */
  readonly lines: string[]
  refuses: (seq: number) => boolean
  /** What becomes of the next insert. */
  fate: () => InsertFate
  /** ClickHouse says which row it refused. */
  namesRows: boolean
  /** The archive as one process sees it. */
  connect(life: CrashSwitch): ShipmentTarget
}

/** A batch is stored in runs of at most so many numbers, each as a whole, as months cut it in ClickHouse. */
const RUN = 23

const away = (): StorageError => new StorageError('CLICKHOUSE_UNREACHABLE', 'planted', { retryable: true })

export function createFickleArchive(): FickleArchive {
  const lines: string[] = []
  const tokens = new Set<string>()
  /** Inserts that the server has not got to yet. */
  const late: (() => void)[] = []
  const lastSeq = (): number => Math.max(0, ...lines.map(seqOf))

  /** Stores a run that is not stored yet. @throws StorageError when one of its events does not fit */
  function store(run: Shipment): void {
    for (let seq = run.firstSeq; seq <= run.lastSeq; seq += 1) {
      if (archive.refuses(seq)) throw refusal(seq, archive.namesRows ? seq - run.firstSeq + 1 : null)
    }
    const token = `${run.firstSeq}-${run.lastSeq}`
    if (tokens.has(token)) return
    tokens.add(token)
    lines.push(...linesOf(run.bytes))
  }

  function insert(shipment: Shipment, fate: InsertFate): void {
    const runs = runsOf(shipment)
    if (fate === 'comes late') late.push(() => runs.forEach(store))
    if (fate === 'fails' || fate === 'comes late') throw away()
    for (const run of runs) {
      store(run)
      if (fate === 'half of it') throw away()
    }
    if (fate === 'answer lost') throw away()
  }

  function insertLate(): void {
    try {
      late.shift()?.()
    } catch {
      // Nobody hears of it any more.
    }
  }

  const archive: FickleArchive = {
    lines,
    refuses: () => false,
    fate: () => 'works',
    namesRows: true,
    connect({ step }) {
      return {
        start: step,
        async latestSeq() {
          await step()
          return lastSeq()
        },
        async oldestSeq() {
          await step()
          return lines.length === 0 ? null : Math.min(...lines.map(seqOf))
        },
        async insert(shipment) {
          await step()
          const fate = archive.fate()
          if (fate !== 'comes late') insertLate()
          insert(shipment, fate)
          await step()
        },
        repair: step,
      }
    },
  }
  return archive
}

function runsOf({ firstSeq, lastSeq, bytes }: Shipment): Shipment[] {
  const lines = linesOf(bytes)
  const runs: Shipment[] = []
  for (let from = firstSeq; from <= lastSeq; ) {
    const to = Math.min(lastSeq, from - (from % RUN) + RUN - 1)
    const text = lines.slice(from - firstSeq, to - firstSeq + 1).map((line) => `${line}\n`)
    runs.push({ firstSeq: from, lastSeq: to, bytes: Buffer.from(text.join('')) })
    from = to + 1
  }
  return runs
}

const linesOf = (bytes: Uint8Array): string[] => Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1)
const seqOf = (line: string): number => Number(/\d+/.exec(line)?.[0])
