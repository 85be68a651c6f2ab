import { z } from 'zod'
import { chainId, cursor, hash, kinds, limit, score, sequence, strategy, stride } from './parameters.ts'

/** One path of the API, as data. */
export interface RouteSpec {
  /** Template with `{name}` parameters; also the label of the metrics. */
  readonly path: string
  /** Older names of the same path. */
  readonly aliases: readonly string[]
  readonly summary: string
  /** `operations` are served by every role and stay public when keys are asked for. */
  readonly group: 'operations' | 'data'
  readonly params: z.ZodObject
  readonly query: z.ZodObject
}

const NONE = z.strictObject({})
const LIST = { chain_id: chainId, cursor }

/** Every path that is built, with the schemas that judge its parameters. Order matters where paths overlap. */
export const ROUTES = {
  health: {
    path: '/health',
    aliases: [],
    summary: 'The process is alive.',
    group: 'operations',
    params: NONE,
    query: NONE,
  },
  ready: {
    path: '/ready',
    aliases: [],
    summary: 'Every dependency with its state; 503 when one is down.',
    group: 'operations',
    params: NONE,
    query: NONE,
  },
  metrics: {
    path: '/metrics',
    aliases: [],
    summary: 'Metrics in the Prometheus text format.',
    group: 'operations',
    params: NONE,
    query: NONE,
  },
  snapshot: {
    path: '/dashboard/snapshot',
    aliases: ['/dashboard/snapshot-v2'],
    summary: 'All that the page shows, of one moment.',
    group: 'data',
    params: NONE,
    query: z.strictObject({
      tx_limit: limit(250, 500),
      feature_limit: limit(600, 2000),
      opp_limit: limit(600, 2000),
      min_score: score.default(0),
      chain_id: chainId,
    }),
  },
  transactions: {
    path: '/transactions',
    aliases: [],
    summary: 'Transactions, newest first, in short.',
    group: 'data',
    params: NONE,
    query: z.strictObject({ limit: limit(25, 200), ...LIST }),
  },
  transactionDetails: {
    path: '/transactions/all',
    aliases: [],
    summary: 'Transactions, newest first, with body and features.',
    group: 'data',
    params: NONE,
    query: z.strictObject({ limit: limit(1000, 5000), ...LIST }),
  },
  transaction: {
    path: '/transactions/{hash}',
    aliases: ['/tx/{hash}'],
    summary: 'Everything known of one transaction.',
    group: 'data',
    params: z.strictObject({ hash }),
    query: z.strictObject({ chain_id: chainId }),
  },
  featureCounts: {
    path: '/features',
    aliases: [],
    summary: 'Counts of transactions by protocol and category.',
    group: 'data',
    params: NONE,
    query: z.strictObject({ limit: limit(100, 5000), chain_id: chainId }),
  },
  recentFeatures: {
    path: '/features/recent',
    aliases: [],
    summary: 'Features of transactions, newest first.',
    group: 'data',
    params: NONE,
    query: z.strictObject({ limit: limit(100, 5000), chain_id: chainId }),
  },
  opportunities: {
    path: '/opps',
    aliases: [],
    summary: 'Opportunities, newest first.',
    group: 'data',
    params: NONE,
    query: z.strictObject({
      limit: limit(100, 5000),
      min_score: score.optional(),
      strategy,
      chain_id: chainId,
    }),
  },
  rankedOpportunities: {
    path: '/opps/recent',
    aliases: [],
    summary: 'Opportunities, highest score first.',
    group: 'data',
    params: NONE,
    query: z.strictObject({
      limit: limit(100, 5000),
      min_score: score.optional(),
      strategy,
      chain_id: chainId,
    }),
  },
  events: {
    path: '/events',
    aliases: [],
    summary: 'Durable events strictly after a position, in order.',
    group: 'data',
    params: NONE,
    query: z.strictObject({
      after: sequence.default(0),
      limit: limit(1000, 5000),
      types: kinds,
      chain_id: chainId,
    }),
  },
  replay: {
    path: '/replay',
    aliases: [],
    summary: 'Pending count and digest of the state, as noted lately or replayed from stored events.',
    group: 'data',
    params: NONE,
    query: z.strictObject({ from: sequence.optional(), to: sequence.optional(), stride }),
  },
  chains: {
    path: '/chains',
    aliases: [],
    summary: 'State of every chain and source.',
    group: 'data',
    params: NONE,
    query: NONE,
  },
  accounting: {
    path: '/accounting',
    aliases: [],
    summary: 'What became of every announced transaction, per chain and source.',
    group: 'data',
    params: NONE,
    query: z.strictObject({ chain_id: chainId }),
  },
  propagation: {
    path: '/propagation',
    aliases: [],
    summary: 'Measured delays between the sources of a chain, per pair.',
    group: 'data',
    params: NONE,
    query: z.strictObject({ chain_id: chainId }),
  },
  stream: {
    path: '/stream',
    aliases: [],
    summary: 'WebSocket of events as they become durable, resumable.',
    group: 'data',
    params: NONE,
    query: z.strictObject({
      from_seq: sequence.optional(),
      kinds,
      chain_id: chainId,
      min_score: score.optional(),
    }),
  },
} as const satisfies Readonly<Record<string, RouteSpec>>

export type RouteName = keyof typeof ROUTES
/** Parameters of a route after validation. */
export interface RouteInput<Name extends RouteName> {
  readonly params: z.output<(typeof ROUTES)[Name]['params']>
  readonly query: z.output<(typeof ROUTES)[Name]['query']>
}
/** The query of `GET /stream`, also the fields of a `subscribe` message. */
export type StreamQuery = RouteInput<'stream'>['query']

export const ROUTE_NAMES = Object.keys(ROUTES) as readonly RouteName[] // keys of a closed record
