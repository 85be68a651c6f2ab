import type { ChaosPace } from './chaos.ts'

/** For minutes and hours. */
export const LONG_PACE: ChaosPace = {
  nodeEveryMs: 17_000,
  nodeLastsMs: 2_000,
  clickhouseEveryMs: 41_000,
  clickhouseLastsMs: 9_000,
  clientEveryMs: 3_000,
  blockEveryMs: 12_000,
}

/** Everything at least once within twenty seconds. */
export const SHORT_PACE: ChaosPace = {
  nodeEveryMs: 3_500,
  nodeLastsMs: 500,
  clickhouseEveryMs: 5_000,
  clickhouseLastsMs: 2_000,
  clientEveryMs: 1_000,
  blockEveryMs: 4_000,
}
