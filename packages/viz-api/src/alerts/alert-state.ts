import type { Element, Vector } from '../figures/vector.ts'
import type { AlertRule } from './alert-rule.ts'

/** `unknown`: there is nothing to judge, for example no traffic of which to measure the delay. */
export type AlertState = 'ok' | 'firing' | 'unknown'

/** How one series of a rule stands. */
export interface SeriesState {
  readonly labels: Readonly<Record<string, string>>
  readonly state: AlertState
  /** `null` while there is none. */
  readonly value: number | null
  /** Since when: of a firing one, since its condition holds. Unix microseconds. */
  readonly sinceUs: number
}

/** What a rule has seen, and how it stands. */
export interface AlertMemory {
  judge(values: Vector, nowUs: number): void
  readonly series: readonly SeriesState[]
  /** Firing when one of the series is, unknown when all are. */
  readonly state: AlertState
  readonly sinceUs: number | null
}

interface Judged extends SeriesState {
  /** Since when the condition holds; `null` while it does not. */
  readonly trueSinceUs: number | null
}

/** Remembers since when conditions hold, per series; forgets series that are gone. */
export function createAlertMemory(rule: AlertRule): AlertMemory {
  let series = new Map<string, Judged>()
  let state: AlertState = 'unknown'
  let sinceUs: number | null = null

  function judgeOne(element: Element, before: Judged | undefined, nowUs: number): Judged {
    const { labels, value } = element
    const holds = rule.comparison === '>' ? value > rule.threshold : value < rule.threshold
    const trueSinceUs = holds ? (before?.trueSinceUs ?? nowUs) : null
    const isFiring = trueSinceUs !== null && nowUs - trueSinceUs >= rule.forSeconds * 1e6
    const next = Number.isNaN(value) ? 'unknown' : isFiring ? 'firing' : 'ok'
    const stays = before?.state === next
    return {
      labels,
      state: next,
      value: Number.isNaN(value) ? null : value,
      trueSinceUs,
      sinceUs: stays ? before.sinceUs : isFiring ? (trueSinceUs ?? nowUs) : nowUs,
    }
  }

  return {
    judge(values, nowUs) {
      series = new Map([...values].map(([key, element]) => [key, judgeOne(element, series.get(key), nowUs)]))
      const states = [...series.values()]
      const firing = states.filter((each) => each.state === 'firing')
      const next =
        firing.length > 0 ? 'firing' : states.some((each) => each.state === 'ok') ? 'ok' : 'unknown'
      if (next === state && sinceUs !== null) return
      state = next
      sinceUs = next === 'firing' ? Math.min(...firing.map((each) => each.sinceUs)) : nowUs
    },
    get series(): readonly SeriesState[] {
      return [...series.values()]
    },
    get state(): AlertState {
      return state
    },
    get sinceUs(): number | null {
      return sinceUs
    },
  }
}
