import type { BlindInterval, HashReport } from '../counts.ts'

export interface ChaosOptions {
  /** The same seed draws the same faults in the same order. */
  readonly seed: number
  readonly seconds: number
  /** New transactions per second, meanwhile. @default 200 */
  readonly rate?: number
  /** Faults to draw from. @default all */
  readonly faults?: readonly ChaosFault[]
  /** How long a fault lasts at most, milliseconds. @default 600 */
  readonly longestMs?: number
}

/** What a random run does, each for a random while. */
export const CHAOS_FAULTS = [
  'cut',
  'reset',
  'half-open',
  'silent',
  'refused',
  'subscribe-error',
  'subscribe-late',
  'overtaken',
  'bad-frames',
  'duplicates',
  'unknown-hashes',
  'swapped',
  'again',
  'http-status',
  'http-reset',
  'http-garbage',
  'http-delay',
  'rate-limit',
  'batch-limit',
  'spoiled-answers',
  'item-errors',
  'null-bodies',
  'faulty-bodies',
] as const
export type ChaosFault = (typeof CHAOS_FAULTS)[number]

/** What the node did, as it knows it. */
export interface ChaosReport {
  readonly seed: number
  /** The faults in the order of their beginning. */
  readonly episodes: readonly ChaosEpisode[]
  /** Intervals of the run in which no subscriber could have seen an announcement; all of them are over. */
  readonly blind: readonly BlindInterval[]
  /** What was said and asked about every hash the node remembers. */
  readonly hashes: readonly HashReport[]
}

export interface ChaosEpisode {
  readonly fault: ChaosFault
  /** Unix microseconds. */
  readonly fromUs: number
  readonly toUs: number
}
