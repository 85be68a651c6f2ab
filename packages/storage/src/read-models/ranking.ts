/** Something with a rank. The links belong to the ranking. */
export interface Ranked<T> {
  /** 0–100. */
  readonly score: number
  newer: T | null
  older: T | null
}

/** Highest score first; of equal scores the one that was added later. Every change is O(1). */
export interface Ranking<T> {
  add(item: T): void
  /** Removes an item that is in it. */
  remove(item: T): void
  /** From the first to the last of at least this score. Not to be changed while it is walked. */
  from(minScore: number): Generator<T, void, undefined>
}

const MAX_SCORE = 100

/** A list per score, its items linked to each other: nothing moves, and nothing is made, when one comes or goes. */
export function createRanking<T extends Ranked<T>>(): Ranking<T> {
  const newest: (T | null)[] = new Array<null>(MAX_SCORE + 1).fill(null)
  return {
    add(item: T): void {
      const list = listOf(item.score)
      const older = newest[list] ?? null
      item.older = older
      if (older !== null) older.newer = item
      newest[list] = item
    },
    remove(item: T): void {
      const { newer, older } = item
      if (newer === null) newest[listOf(item.score)] = older
      else newer.older = older
      if (older !== null) older.newer = newer
      // An old item that held on to a young one would keep it from being collected early.
      item.newer = null
      item.older = null
    },
    *from(minScore: number): Generator<T, void, undefined> {
      for (let list = MAX_SCORE; list >= listOf(minScore); list--) {
        for (let item = newest[list] ?? null; item !== null; item = item.older) {
          if (item.score >= minScore) yield item
        }
      }
    },
  }
}

/** Scores are whole and within bounds by contract; any other number still has a list. */
function listOf(score: number): number {
  return score > 0 ? Math.min(MAX_SCORE, Math.floor(score)) : 0
}
