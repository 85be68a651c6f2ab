import type { OpportunityRow, ScoreComponent, TransactionStatus } from '@org/events'
import { Component } from 'preact'
import { categoryLabel } from '../format/category.ts'
import { shortHex } from '../format/hex.ts'
import { scoreText } from '../format/number.ts'
import { clockTime } from '../format/time.ts'
import { scoreClass } from './score-bar.tsx'

interface OpportunityItemProps {
  readonly row: OpportunityRow
  /** Of the transaction it was found on; `null` when the page does not hold it. */
  readonly status: TransactionStatus | null
}

/** One opportunity; opened, its score part by part. Drawn again only when something of it changed. */
export class OpportunityItem extends Component<OpportunityItemProps> {
  override shouldComponentUpdate(next: OpportunityItemProps): boolean {
    return next.row !== this.props.row || next.status !== this.props.status
  }

  override render({ row, status }: OpportunityItemProps) {
    return (
      <li>
        <details class={isOver(status) ? 'opportunity over' : 'opportunity'}>
          <summary title={row.components.map(componentText).join('\n')}>
            <span class={`score number ${scoreClass(row.score)}`}>{scoreText(row.score)}</span>
            <span class="opportunity-name">
              <strong>{row.strategy}</strong>
              <span class="badges">
                <span class={`badge category-${row.category}`}>{categoryLabel(row.category)}</span>
                {row.protocol !== 'unknown' && <span class="badge">{row.protocol}</span>}
              </span>
            </span>
            <span class="opportunity-when">
              <span class="number">{clockTime(row.ingest_ts_unix_us)}</span>
              {status !== null && <span class={`status status-${status}`}>{status}</span>}
            </span>
          </summary>
          <OpportunityDetail row={row} />
        </details>
      </li>
    )
  }
}

function OpportunityDetail({ row }: { readonly row: OpportunityRow }) {
  return (
    <div class="opportunity-detail">
      <table class="components">
        <caption class="visually-hidden">How the score of {scoreText(row.score)} comes about</caption>
        <thead>
          <tr>
            <th>Part</th>
            <th class="cell-points">Points</th>
            <th>Why</th>
          </tr>
        </thead>
        <tbody>
          {row.components.map((component) => (
            <tr key={component.name}>
              <td>{component.name}</td>
              <td class="cell-points number" title={`value ${component.value} × weight ${component.weight}`}>
                {pointsText(component.points)}
              </td>
              <td>{component.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {row.reasons.length > 0 && <p>{row.reasons.join(' · ')}</p>}
      <p>
        {row.member_tx_hashes.length === 1 ? 'Transaction ' : 'Transactions '}
        {row.member_tx_hashes.map((hash) => (
          <a
            key={hash}
            class="mono member"
            href={`/transactions/${hash}?chain_id=${row.chain_id}`}
            title={hash}
          >
            {shortHex(hash, 6)}
          </a>
        ))}
      </p>
      <p class="muted">
        seq {row.seq} · strategy {row.strategy_version} · scorer {row.scorer_version} · features{' '}
        {row.feature_engine_version}
      </p>
    </div>
  )
}

/** True when the transaction can no longer be acted upon. */
function isOver(status: TransactionStatus | null): boolean {
  switch (status) {
    case 'replaced':
    case 'dropped':
    case 'rejected':
    case 'confirmed':
    case 'final':
      return true
    case 'announced':
    case 'pending':
    case 'ready':
    case 'blocked':
    case null:
      return false
  }
}

function componentText(component: ScoreComponent): string {
  return `${pointsText(component.points)}  ${component.name}: ${component.reason}`
}

function pointsText(points: number): string {
  return points > 0 ? `+${scoreText(points)}` : scoreText(points)
}
