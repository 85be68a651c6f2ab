/** Event numbers, kept as ranges: what is added in order costs next to nothing. */
export interface SeqSet {
  add(seq: number): void
  has(seq: number): boolean
  /** The first number from `seq` on that it holds; infinite when there is none. */
  nextFrom(seq: number): number
  /** The numbers after `after` and up to `upTo`, ascending, at most `limit`. */
  between(after: number, upTo: number, limit: number): number[]
  count(): number
}

export function createSeqSet(): SeqSet {
  /** First and last of each range, ascending; ranges neither touch nor overlap. */
  const ranges: { first: number; last: number }[] = []
  let count = 0

  /** Index of the first range that ends at or after `seq`. */
  function indexOf(seq: number): number {
    let low = 0
    let high = ranges.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((ranges[middle]?.last ?? 0) < seq) low = middle + 1
      else high = middle
    }
    return low
  }

  const holds = (index: number, seq: number): boolean => {
    const range = ranges[index]
    return range !== undefined && range.first <= seq
  }

  return {
    count: () => count,
    has: (seq) => holds(indexOf(seq), seq),
    nextFrom(seq) {
      return Math.max(seq, ranges[indexOf(seq)]?.first ?? Number.POSITIVE_INFINITY)
    },
    between(after, upTo, limit) {
      const found: number[] = []
      for (let index = indexOf(after + 1); index < ranges.length && found.length < limit; index += 1) {
        const { first, last } = ranges[index] ?? { first: 0, last: 0 }
        if (first > upTo) break
        const end = Math.min(last, upTo)
        for (let seq = Math.max(first, after + 1); seq <= end && found.length < limit; seq += 1)
          found.push(seq)
      }
      return found
    },
    add(seq) {
      const index = indexOf(seq)
      if (holds(index, seq)) return
      count += 1
      const before = ranges[index - 1]
      const after = ranges[index]
      const joinsBefore = before?.last === seq - 1
      const joinsAfter = after?.first === seq + 1
      if (before !== undefined && after !== undefined && joinsBefore && joinsAfter) {
        before.last = after.last
        ranges.splice(index, 1)
      } else if (before !== undefined && joinsBefore) before.last = seq
      else if (after !== undefined && joinsAfter) after.first = seq
      else ranges.splice(index, 0, { first: seq, last: seq })
    },
  }
}
