import type { Swap } from '@org/events'
import type { ExecutedSwap } from './labelled-set.ts'

/**
 * What became of an executed swap in the analysis: `right` – tokens, the exact amount, and a limit that held;
 * `amount` – the tokens, but the exact amount differs; `limit` – all, but the execution was worse than the limit; `missed`
 * – not predicted. And `invented`: predicted and not executed.
 */
export const SWAP_VERDICTS = ['right', 'amount', 'limit', 'missed', 'invented'] as const
export type SwapAgreement = (typeof SWAP_VERDICTS)[number]

/** One verdict for each executed swap, and one for each that was predicted in vain. */
export function agree(
  executed: readonly ExecutedSwap[],
  predicted: readonly Swap[],
): readonly SwapAgreement[] {
  const rest = joined(predicted)
  const verdicts = executed.map((truth): SwapAgreement => {
    const candidates = rest.filter(
      (swap) => swap.token_in === truth.token_in && swap.token_out === truth.token_out,
    )
    const swap = candidates.find((candidate) => judgeAmounts(candidate, truth) === 'right') ?? candidates[0]
    if (swap === undefined) return 'missed'
    rest.splice(rest.indexOf(swap), 1)
    return judgeAmounts(swap, truth)
  })
  return [...verdicts, ...rest.map((): SwapAgreement => 'invented')]
}

/** What a router keeps and the next swap takes whole is one swap, as it is in what was executed. */
function joined(predicted: readonly Swap[]): Swap[] {
  const swaps: Swap[] = []
  for (const swap of predicted) {
    const before = swaps.at(-1)
    const follows =
      before !== undefined &&
      before.recipient === null &&
      before.exact === 'in' &&
      swap.exact === 'in' &&
      swap.amount_in === null &&
      swap.token_in === before.token_out
    if (!follows) swaps.push(swap)
    else swaps[swaps.length - 1] = { ...swap, token_in: before.token_in, amount_in: before.amount_in }
  }
  return swaps
}

function judgeAmounts(swap: Swap, truth: ExecutedSwap): SwapAgreement {
  const [given, limit, was, got] =
    swap.exact === 'in'
      ? [swap.amount_in, swap.amount_out, truth.amount_in, truth.amount_out]
      : [swap.amount_out, swap.amount_in, truth.amount_out, truth.amount_in]
  // What calldata leaves open is not wrong.
  if (given !== null && was !== null && !isExact(BigInt(given), was, swap.exact)) return 'amount'
  if (limit === null || got === null) return 'right'
  const held = swap.exact === 'in' ? got >= BigInt(limit) : got <= BigInt(limit)
  return held ? 'right' : 'limit'
}

/** An exact amount out over several pools is met or, for the rounding of each, passed by a trifle. */
function isExact(given: bigint, was: bigint, side: Swap['exact']): boolean {
  return side === 'in' ? was === given : was >= given && (was - given) * 1_000_000n <= given
}
