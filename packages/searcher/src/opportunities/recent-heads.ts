import type { Hash } from '@org/events'

/** Heads that are told apart: more than sources of one chain ever lag behind each other. */
const KEPT = 16

/** Tells a new head of a chain from one that another source has shown before. */
export interface RecentHeads {
  /** True the first time; a head of a reorganisation is new. */
  isNew(hash: Hash): boolean
}

export function createRecentHeads(): RecentHeads {
  const hashes: Hash[] = []
  return {
    isNew(hash) {
      if (hashes.includes(hash)) return false
      hashes.push(hash)
      if (hashes.length > KEPT) hashes.shift()
      return true
    },
  }
}
