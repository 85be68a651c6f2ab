import { type ChainStatus, type Snapshot, type SnapshotQuery, toJson } from '@org/events'
import type { Answer } from '../http/answer.ts'
import { type Body, createJsonBody } from '../http/body.ts'
import type { VizApiPorts } from '../options.ts'
import type { RouteInput } from '../schema/route-table.ts'

type SnapshotInput = RouteInput<'snapshot'>['query']

/**
 * All that the page shows, of one moment. The entity tag stands for what the answer depends on: the revision, the
 * state of the chains, and the query; `instance` keeps tags of an earlier process from matching.
 */
export function snapshot(ports: VizApiPorts, input: RouteInput<'snapshot'>, instance: string): Answer {
  const { query } = input
  const chains = chainsOf(ports, query.chain_id)
  const version = `${ports.models.revision()}-${chainStates(chains)}`
  return {
    kind: 'document',
    status: 200,
    contentType: 'application/json',
    // Weak: rates move on between two revisions.
    headers: { etag: `W/"${instance}-${version}-${queryKey(query)}"` },
    body: () => snapshotBody(ports.models.snapshot(toSnapshotQuery(query)), chains),
  }
}

/** What a snapshot depends on beside its parameters. */
export function snapshotVersion(ports: VizApiPorts, { query }: RouteInput<'snapshot'>): string {
  return `${ports.models.revision()}-${chainStates(chainsOf(ports, query.chain_id))}`
}

function chainsOf(ports: VizApiPorts, chainId: number | undefined): readonly ChainStatus[] {
  const chains = ports.status.chains()
  return chainId === undefined ? chains : chains.filter((chain) => chain.chain_id === chainId)
}

/** Changes when a source changes its state or endpoint, not with every millisecond of silence. */
function chainStates(chains: readonly ChainStatus[]): string {
  const sources = chains.flatMap((chain) => chain.sources)
  return sources.map((source) => `${source.state}${source.endpoint_index}.${source.rotations}`).join('_')
}

function queryKey(query: SnapshotInput): string {
  return [query.tx_limit, query.feature_limit, query.opp_limit, query.min_score, query.chain_id ?? 0].join(
    '.',
  )
}

function toSnapshotQuery(query: SnapshotInput): SnapshotQuery {
  const base = {
    txLimit: query.tx_limit,
    featureLimit: query.feature_limit,
    oppLimit: query.opp_limit,
    minScore: query.min_score,
  }
  return query.chain_id === undefined ? base : { ...base, chainId: query.chain_id }
}

function snapshotBody(snapshot: Snapshot, chains: readonly ChainStatus[]): Body {
  // Rows are JSON texts already: put behind each other, not parsed and written again.
  return createJsonBody([
    `{"revision":${snapshot.revision},"latest_seq_id":${snapshot.latestSeq},"opportunities":`,
    snapshot.opportunities,
    `,"feature_summary":${toJson(snapshot.featureSummary)},"feature_details":`,
    snapshot.featureDetails,
    ',"transactions":',
    snapshot.transactions,
    `,"chain_ingest_status":${toJson(chains)},"market_stats":${toJson(snapshot.marketStats)}}`,
  ])
}
