import { Component } from 'preact'
import { coinOf, cutDecimal, stakeText, weiToCoin } from '../format/amount.ts'
import { categoryLabel } from '../format/category.ts'
import { shortHex } from '../format/hex.ts'
import { clockTime } from '../format/time.ts'
import type { TransactionRow } from '../state/view-state.ts'
import { ScoreBar } from './score-bar.tsx'
import { SwapSummary } from './swap-summary.tsx'

interface TransactionLineProps {
  readonly row: TransactionRow
  /** Name of the chain, where the page shows several; else `null`. */
  readonly chain: string | null
}

/** One transaction. Drawn again only when its row changed: rows are replaced, never written to. */
export class TransactionLine extends Component<TransactionLineProps> {
  override shouldComponentUpdate(next: TransactionLineProps): boolean {
    return next.row !== this.props.row || next.chain !== this.props.chain
  }

  override render({ row, chain }: TransactionLineProps) {
    return (
      <tr>
        <td class="cell-tx">
          <a class="mono" href={`/transactions/${row.hash}?chain_id=${row.chainId}`} title={row.hash}>
            {shortHex(row.hash, 6)}
          </a>
          <span class="second number">{clockTime(row.firstSeenUs)}</span>
        </td>
        <td class="cell-type">
          <TypeBadges row={row} chain={chain} />
          <span class="second">
            <SwapSummary swaps={row.swaps} />
          </span>
        </td>
        <td class="cell-parties mono">
          <span title={row.sender ?? undefined}>{row.sender === null ? '' : shortHex(row.sender, 6)}</span>
          <Receiver row={row} />
        </td>
        <td class="cell-value">
          <Value row={row} />
        </td>
        <td class="cell-scores">
          <ScoreBar label="MEV" score={row.mevScore} />
          <ScoreBar label="urgency" score={row.urgencyScore} />
        </td>
        <td class="cell-status">
          <span class={`status status-${row.status}`}>{row.status}</span>
        </td>
      </tr>
    )
  }
}

function TypeBadges({ row, chain }: TransactionLineProps) {
  return (
    <span class="badges">
      {row.category !== null && (
        <span class={`badge category-${row.category}`}>{categoryLabel(row.category)}</span>
      )}
      {row.protocol !== null && row.protocol !== 'unknown' && <span class="badge">{row.protocol}</span>}
      {row.slippageLimit === 'none' && (
        <span class="badge badge-warn" title="its swaps accept any price">
          no limit
        </span>
      )}
      {chain !== null && <span class="muted">{chain}</span>}
    </span>
  )
}

function Receiver({ row }: { readonly row: TransactionRow }) {
  if (row.sender === null) return <span class="second" />
  if (row.to === null) return <span class="second">→ new contract</span>
  return (
    <span class="second" title={row.to}>
      → {shortHex(row.to, 6)}
    </span>
  )
}

function Value({ row }: { readonly row: TransactionRow }) {
  return (
    <>
      <Sent row={row} />
      <AtStake row={row} />
    </>
  )
}

/** What is at stake besides the coins that are sent along: tokens that are sold for the coin, loans, … */
function AtStake({ row }: { readonly row: TransactionRow }) {
  const text = stakeText(row.valueNative, row.valueWei)
  if (text === null) return null
  return (
    <span class="second number" title="at stake, as far as the calldata says: limits are lower bounds">
      stake {text}
    </span>
  )
}

function Sent({ row }: { readonly row: TransactionRow }) {
  if (row.valueWei === null) return null
  if (row.valueWei === '0') return <span class="muted">0</span>
  const exact = weiToCoin(row.valueWei)
  const coin = coinOf(row.chainId)
  return (
    <span class="number" title={`${exact} ${coin}`}>
      {cutDecimal(exact, 4)} <span class="muted">{coin}</span>
    </span>
  )
}
