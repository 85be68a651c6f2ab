import type { Swap } from '@org/events'
import { shortInteger } from '../format/amount.ts'
import { shortHex } from '../format/hex.ts'

/** The first swap in one line; amounts are in the tokens' smallest units, since calldata names no decimals. */
export function SwapSummary({ swaps }: { readonly swaps: readonly Swap[] }) {
  const [swap] = swaps
  if (swap === undefined) return null
  return (
    <span class="swap mono" title={swaps.map(swapTitle).join('\n')}>
      {swap.amount_in === null
        ? 'balance of'
        : `${swap.exact === 'out' ? '≤\u2009' : ''}${shortInteger(swap.amount_in)}`}{' '}
      <span class="token">{shortHex(swap.token_in)}</span> → {swap.exact === 'in' ? '≥\u2009' : ''}
      {shortInteger(swap.amount_out)} <span class="token">{shortHex(swap.token_out)}</span>
      {swaps.length > 1 && ` +${swaps.length - 1}`}
    </span>
  )
}

function swapTitle(swap: Swap): string {
  const paid = swap.amount_in === null ? "the router's balance" : swap.amount_in
  const atMost = swap.exact === 'out' ? 'at most ' : ''
  const atLeast = swap.exact === 'in' ? 'at least ' : ''
  return `${swap.protocol}: ${atMost}${paid} of ${swap.token_in} for ${atLeast}${swap.amount_out} of ${swap.token_out} (smallest units)`
}
