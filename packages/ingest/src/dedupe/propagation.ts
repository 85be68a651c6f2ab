import type { Hash } from '@org/events'
import { createDelayHistogram, type DelayHistogram } from './delay-histogram.ts'

/** What is known of one source against another of its chain. */
interface PairFigures {
  readonly shared: number
  /** Of `shared`, those the first source of the pair announced first. */
  readonly first: number
  /** Delay of the second behind the first over `first`, microseconds; `null` while `first` is 0. */
  readonly p50Us: number | null
  readonly p99Us: number | null
}

/** Measures, over live announcements, how far the sources of one chain are apart. */
export interface Propagation {
  /** A source announced a hash. Only its first announcement of each hash counts. */
  saw(hash: Hash, source: number, arrivalUs: number): void
  /** Distinct hashes a source announced. */
  announced(source: number): number
  pair(source: number, other: number): PairFigures
}

/**
 * When each source announced a hash is remembered for the last hashes in two generations of a map: when the young one
 * is full, the old one is forgotten. An announcement that comes later than that counts as the source's own.
 *
 * @param sources number of sources of the chain
 * @param remembered hashes a generation holds; between one and two generations are remembered. With two sources a
 * hash takes about 200 bytes.
 */
export function createPropagation(sources: number, remembered: number): Propagation {
  let young = new Map<Hash, number[]>()
  let old = new Map<Hash, number[]>()
  const announced = new Array<number>(sources).fill(0)
  const behind: (DelayHistogram | undefined)[] = new Array(sources * sources)

  const arrivalsOf = (hash: Hash): number[] => {
    const known = young.get(hash) ?? old.get(hash)
    if (known !== undefined) return known
    if (young.size >= remembered) {
      old = young
      young = new Map()
    }
    const arrivals = new Array<number>(sources).fill(0)
    young.set(hash, arrivals)
    return arrivals
  }
  const histogram = (first: number, second: number): DelayHistogram => {
    const at = first * sources + second
    const known = behind[at]
    if (known !== undefined) return known
    const created = createDelayHistogram()
    behind[at] = created
    return created
  }

  return {
    saw(hash, source, arrivalUs) {
      const arrivals = arrivalsOf(hash)
      if (arrivals[source] !== 0) return
      arrivals[source] = arrivalUs
      announced[source] = (announced[source] ?? 0) + 1
      for (let other = 0; other < sources; other++) {
        const otherUs = arrivals[other] ?? 0
        if (other === source || otherUs === 0) continue
        histogram(other, source).add(Math.max(0, arrivalUs - otherUs))
      }
    },
    announced: (source) => announced[source] ?? 0,
    pair(source, other) {
      const ahead = behind[source * sources + other]
      const first = ahead?.count ?? 0
      return {
        first,
        shared: first + (behind[other * sources + source]?.count ?? 0),
        p50Us: ahead?.quantile(0.5) ?? null,
        p99Us: ahead?.quantile(0.99) ?? null,
      }
    },
  }
}
