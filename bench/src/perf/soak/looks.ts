import { setTimeout as sleep } from 'node:timers/promises'
import type { Live } from '../live.ts'
import type { ServerUnderTest } from '../server-under-test.ts'
import type { IdCheck } from './id-check.ts'
import { identityFaults, readAccounting } from './identity.ts'
import type { Sample } from './slope.ts'

/** Looks at the server again and again while the soak goes on. */
export interface Looks {
  /** Looks at the accounting, and at what was told up to that moment. */
  once(server: ServerUnderTest, untilUs: number): Promise<void>
  /** Every second until the signal; a server that does not answer is an error unless {@link isDown} is set. */
  goOn(server: () => ServerUnderTest, signal: AbortSignal): Promise<void>
  isDown: boolean
  readonly count: number
  /** In the accounting of the last look. */
  readonly announced: number
  readonly identityFaults: string[]
  readonly rss: readonly Sample[]
}

export interface LooksOptions {
  readonly ids: IdCheck
  readonly live: Live
  readonly nowUs: () => number
  readonly everyMs: number
  /** How old an announcement must be before its outcome is asked for. */
  readonly settledMs: number
}

export function createLooks({ ids, live, nowUs, everyMs, settledMs }: LooksOptions): Looks {
  const beganMs = performance.now()
  const identity: string[] = []
  const rss: Sample[] = []
  let count = 0
  let announced = 0
  const looks: Looks = {
    isDown: false,
    get count() {
      return count
    },
    get announced() {
      return announced
    },
    identityFaults: identity,
    rss,
    async once(server, untilUs) {
      const rows = await readAccounting(server.url)
      count += 1
      announced = rows.reduce((sum, row) => sum + row.announced, 0)
      identity.push(...identityFaults(rows))
      await ids.look(untilUs)
    },
    async goOn(server, signal) {
      for (let seconds = 1; !signal.aborted; seconds += 1) {
        await sleep(1000, undefined, { signal }).catch(() => {})
        if (signal.aborted || looks.isDown) continue
        try {
          const scrape = await server().scrape()
          const mb = scrape.sum('process_resident_memory_bytes') / 2 ** 20
          rss.push({ atS: (performance.now() - beganMs) / 1000, value: mb })
          const lag = scrape.sum('mevscope_storage_clickhouse_lag_events')
          const { checked, lost } = ids.result()
          live.show(
            `${seconds} s: RSS ${mb.toFixed(0)} MB · ClickHouse lag ${lag} · ids ${checked} checked, ${lost} missing`,
          )
          if (seconds % (everyMs / 1000) === 0) await looks.once(server(), nowUs() - settledMs * 1000)
        } catch (error) {
          // The kill may come in the middle of a question.
          if (!looks.isDown) throw error
        }
      }
    },
  }
  return looks
}
