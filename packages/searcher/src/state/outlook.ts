import type { PoolState, PoolStates, Swap } from '@org/events'
import { isNothing, type SwapLimit } from '../features/swap-limit.ts'
import type { PoolMove } from './pool-move.ts'
import type { NoQuote } from './quote.ts'
import { createRouteQuoter } from './quote-route.ts'
import { poolPrice } from './quote-swap.ts'

/** What the swaps of a transaction would do to the pools as they were at a block. */
export type Outlook =
  /** No states of pools are read. */
  | { readonly kind: 'off' }
  /** No swap could be quoted; why the first could not. */
  | { readonly kind: 'unknown'; readonly why: NoQuote }
  | {
      readonly kind: 'known'
      /** The block of the oldest state that was used. */
      readonly blockNumber: number
      /** False where some of the swaps could not be quoted. */
      readonly complete: boolean
      /**
       * By how much the outcome may get worse before the sender's limit stops the swap, in basis points of the
       * outcome; the largest of the swaps. Negative: the limit is not met already. `null` where the limit is with a
       * later step.
       */
      readonly headroomBps: number | null
      /** The largest move of a pool's price, in basis points, without sign. */
      readonly movedBps: number
      readonly moves: readonly PoolMove[]
    }

export const NO_STATES: Outlook = { kind: 'off' }

const BPS = 10_000

/** Quotes the swaps of a transaction in order, each on the pools as the ones before leave them. */
export function outlookOf(
  swaps: readonly Swap[],
  limit: SwapLimit,
  chainId: number,
  states: PoolStates,
): Outlook {
  const quoter = createRouteQuoter(chainId, states)
  let quoted = 0
  let why: NoQuote | null = null
  let headroomBps: number | null = null
  for (const swap of swaps) {
    const result = quoter.quote(swap)
    if (!result.ok) {
      why ??= result.why
      continue
    }
    quoted++
    const headroom = headroomOf(swap, limit, result.amountIn, result.amountOut)
    if (headroom !== null && (headroomBps === null || headroom > headroomBps)) headroomBps = headroom
  }
  if (quoted === 0) return { kind: 'unknown', why: why ?? 'no_state' }
  let movedBps = 0
  let blockNumber = Number.MAX_SAFE_INTEGER
  const moves = quoter.moves()
  for (const { before, after } of moves) {
    movedBps = Math.max(movedBps, Math.abs(priceMoveBps(before, after)))
    blockNumber = Math.min(blockNumber, before.blockNumber)
  }
  return { kind: 'known', blockNumber, complete: quoted === swaps.length, headroomBps, movedBps, moves }
}

function headroomOf(swap: Swap, limit: SwapLimit, amountIn: bigint, amountOut: bigint): number | null {
  if (swap.exact === 'out') {
    const most = swap.amount_in === null ? 0n : BigInt(swap.amount_in)
    return most === 0n ? null : ratioBps(most - amountIn, most)
  }
  if (isNothing(swap.amount_out)) return limit === 'none' ? BPS : null
  return ratioBps(amountOut - BigInt(swap.amount_out), amountOut)
}

/** `part` of `whole` in basis points, floored: what is missing by less than one is −1. Bounded, so that it stays a number. */
function ratioBps(part: bigint, whole: bigint): number {
  if (whole <= 0n) return 0
  const scaled = part * BigInt(BPS)
  const bps = scaled / whole - (scaled < 0n && scaled % whole !== 0n ? 1n : 0n)
  return bps < -1_000_000n ? -1_000_000 : Number(bps)
}

/** How far the price of token 0 moved, in basis points of the price before. */
function priceMoveBps(before: PoolState, after: PoolState): number {
  const from = poolPrice(before)
  if (from === 0) return 0
  return Math.round((poolPrice(after) / from - 1) * BPS)
}
