/** What happened to heads and blocks of one chain since its start. */
export interface HeadCounters {
  /** Heads that were announced or polled, each source's counted. */
  heads: number
  /** Unknown heads of sources that lag behind or sit on a fork. */
  notFollowed: number
  /** Heads that could not be linked to the followed chain when they came. */
  unlinked: number
  /** Blocks without an announcement of their own that were filled in. */
  filledIn: number
  /** Blocks that were missed and not filled in: nothing is known of what they hold. */
  missed: number
  reorgs: number
  /** Blocks that left the chain in reorganisations. */
  reorgedBlocks: number
  /** Blocks whose transactions could not be read within all attempts. */
  unread: number
}

export function createHeadCounters(): HeadCounters {
  return {
    heads: 0,
    notFollowed: 0,
    unlinked: 0,
    filledIn: 0,
    missed: 0,
    reorgs: 0,
    reorgedBlocks: 0,
    unread: 0,
  }
}
