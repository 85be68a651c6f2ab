import type { ScoreComponent } from '@org/events'
import type { Outlook } from '../state/outlook.ts'
import type { NoQuote } from '../state/quote.ts'
import { component } from './components.ts'

const UNKNOWN: Readonly<Record<NoQuote, string>> = {
  no_pool: 'the calldata does not name the pools on its path',
  too_many: 'it trades on more pools than are looked at',
  no_state: 'the state of a pool on its path is not known',
  unknown_amount: 'the calldata does not say how much is traded',
  beyond_range: 'it leaves the range of prices in which the state of its pools is known',
}

/** Why nothing was computed from the state of pools. */
export function whyUnknown(outlook: Exclude<Outlook, { readonly kind: 'known' }>): string {
  return outlook.kind === 'off' ? 'no pool state is read' : UNKNOWN[outlook.why]
}

/** How far the swaps move the price of a pool at most: `perBps` points for each basis point. */
export function priceMoveComponent(outlook: Outlook, most: number, perBps: number): ScoreComponent {
  if (outlook.kind !== 'known') {
    return component('price_move', 0, most, 0, `by how much prices move is unknown: ${whyUnknown(outlook)}`)
  }
  const { movedBps, complete } = outlook
  const part = complete ? '' : ', by those of its swaps that could be computed'
  return component(
    'price_move',
    movedBps,
    most,
    Math.min(most, Math.floor(movedBps * perBps)),
    `moves the price of a pool by ${formatBps(movedBps)}${part}`,
  )
}

/** The state that was used, as an input of the score; `null` where none was. */
export function stateComponent(outlook: Outlook): ScoreComponent | null {
  if (outlook.kind !== 'known') return null
  return component(
    'state_block',
    outlook.blockNumber,
    0,
    0,
    `computed on ${outlook.moves.length} pool(s) as they were at block ${outlook.blockNumber}`,
  )
}

/** Basis points as percent. */
export function formatBps(bps: number): string {
  return `${(bps / 100).toFixed(2)} %`
}
