/** How long and how many reads may be under way. What no place is left for is answered 503. */
export interface ReadLimits {
  /** From the request to its answer, waiting included; then it is answered 504. Milliseconds. @default 10000 */
  readonly timeoutMs: number
  /** Reads of at most 200 rows at once, first pages apart from others, and how many more may wait. @default 256, 256 */
  readonly light: ReadPlaces
  /** Larger reads and replays. @default 8, 64 */
  readonly heavy: ReadPlaces
  /** Bytes that answers hold together while they are read; beyond, a read is answered 503. @default 256 MiB */
  readonly heldBytes: number
  /** Bytes of answers that are kept for others who ask the same. @default 64 MiB */
  readonly sharedBytes: number
  /** A snapshot may be so old when it is given to others who ask the same, in milliseconds. @default 50 */
  readonly snapshotAgeMs: number
}

/** First pages of what memory holds; others of up to 200 rows; larger ones and replays. */
export type ReadKind = 'first' | 'light' | 'heavy'

/** Places for one kind of read. */
export interface ReadPlaces {
  readonly running: number
  readonly waiting: number
}

export const DEFAULT_READ_LIMITS: ReadLimits = {
  timeoutMs: 10_000,
  light: { running: 256, waiting: 256 },
  heavy: { running: 8, waiting: 64 },
  heldBytes: 256 * 1024 * 1024,
  sharedBytes: 64 * 1024 * 1024,
  snapshotAgeMs: 50,
}
