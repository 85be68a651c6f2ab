import type { ChainStatus, SourceStatus } from '@org/events'
import { duration } from '../format/time.ts'
import type { ViewState } from '../state/view-state.ts'

/** One card per source of each chain. */
export function ChainStatusPanel({ state }: { readonly state: ViewState }) {
  const { chains, chainsProblem } = state
  return (
    <section class="chains" aria-labelledby="chains-title">
      <h2 id="chains-title" class="visually-hidden">
        Chains
      </h2>
      {chainsProblem !== null && (
        <p class="problem">
          {chains === null ? 'Chain status is not available' : 'Chain status is old'}: {chainsProblem}
        </p>
      )}
      {chains === null && chainsProblem === null && <p class="empty">Asking the node for its chains…</p>}
      {chains?.length === 0 && <p class="empty">This node watches no chain. It serves what it has stored.</p>}
      <ul class={chainsProblem === null ? 'sources' : 'sources stale'}>
        {chains?.flatMap((chain) =>
          chain.sources.map((source) => (
            <SourceCard key={`${chain.chain_key} ${source.source_id}`} chain={chain} source={source} />
          )),
        )}
      </ul>
    </section>
  )
}

interface SourceCardProps {
  readonly chain: ChainStatus
  readonly source: SourceStatus
}

function SourceCard({ chain, source }: SourceCardProps) {
  const endpoint = source.endpoints[source.endpoint_index]
  const position =
    source.endpoints.length > 1 ? ` (${source.endpoint_index + 1} of ${source.endpoints.length})` : ''
  return (
    <li class="source">
      <div class="source-title">
        <span class={`state state-${source.state}`}>{source.state}</span>
        <strong>{chain.chain_key}</strong>
        <span class="muted">id {chain.chain_id}</span>
        <span class="muted">{chain.mempool} mempool</span>
      </div>
      <div class="source-detail">
        <span>{source.source_id}</span>
        <span class="mono ellipsis" title={endpoint?.ws_url}>
          {endpoint?.ws_url ?? 'no endpoint'}
          {position}
        </span>
        <span>
          {source.silent_for_ms === null
            ? 'no transaction yet'
            : `last transaction ${duration(source.silent_for_ms)} ago`}
        </span>
        {source.rotations > 0 && <span>{source.rotations} endpoint changes</span>}
      </div>
      {source.last_error !== null && (
        <p class="source-error" title={source.last_error}>
          Last error: {source.last_error}
        </p>
      )}
    </li>
  )
}
