import { MEMPOOL_CLASSES, type MempoolClass } from '@org/events'
import {
  type ChainConfig,
  DEFAULT_MEMPOOL,
  type EndpointConfig,
  MAX_SOURCES_PER_CHAIN,
  type SourceConfig,
} from './chain-config.ts'
import { type ConfigProblem, createFieldReader, type FieldReader, join } from './fields.ts'

/** A chain list that can be used, or everything that is wrong with it. */
export type ChainListResult =
  | { readonly ok: true; readonly chains: readonly Required<ChainConfig>[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

const CHAIN_KEYS = [
  'chain_key',
  'chain_id',
  'mempool',
  'finality_depth',
  'verify_hashes',
  'sources',
  'endpoints',
  'ws_url',
  'http_url',
]
const MEMPOOLS: readonly [MempoolClass, ...MempoolClass[]] = [
  DEFAULT_MEMPOOL,
  ...MEMPOOL_CLASSES.filter((c) => c !== DEFAULT_MEMPOOL),
]

/**
 * Reads a chain list as it stands in JSON: `{"chains":[…]}` or the bare array. A chain names its `sources`, or has
 * `endpoints` or `ws_url` and `http_url` itself and is then one source `rpc-<chain_key>`.
 * @returns all problems, each with the path of the field, never only the first. URLs are not repeated in them.
 */
export function parseChainList(value: unknown): ChainListResult {
  const problems: ConfigProblem[] = []
  const read = createFieldReader(problems)
  const root = Array.isArray(value) ? { chains: value } : read.object(value, '', ['chains'])
  if (root === null) return { ok: false, problems }
  const chains = read.list(root.chains, 'chains').map((item, i) => readChain(read, item, `chains[${i}]`))
  refuseRepeats(read, chains, 'chains', 'chain_key', (chain) => chain.chainKey)
  refuseRepeats(read, chains, 'chains', 'chain_id', (chain) => chain.chainId)
  return problems.length === 0 ? { ok: true, chains } : { ok: false, problems }
}

function readChain(read: FieldReader, value: unknown, path: string): Required<ChainConfig> {
  const chain = read.object(value, path, CHAIN_KEYS)
  if (chain === null)
    return {
      chainKey: '',
      chainId: 0,
      mempool: DEFAULT_MEMPOOL,
      finalityDepth: null,
      verifyHashes: true,
      sources: [],
    }
  const chainKey = read.name(chain.chain_key, join(path, 'chain_key'))
  return {
    chainKey,
    chainId: read.integer(chain.chain_id, join(path, 'chain_id'), 1),
    mempool:
      chain.mempool === undefined
        ? DEFAULT_MEMPOOL
        : read.oneOf(chain.mempool, join(path, 'mempool'), MEMPOOLS),
    finalityDepth:
      chain.finality_depth === undefined || chain.finality_depth === null
        ? null
        : read.integer(chain.finality_depth, join(path, 'finality_depth'), 1),
    verifyHashes: read.flag(chain.verify_hashes, join(path, 'verify_hashes'), true),
    sources: readSources(read, chain, chainKey, path),
  }
}

/** The three ways to say where a chain is seen; exactly one of them. */
function readSources(
  read: FieldReader,
  chain: Readonly<Record<string, unknown>>,
  chainKey: string,
  path: string,
): readonly SourceConfig[] {
  const direct = chain.ws_url !== undefined || chain.http_url !== undefined
  const ways = [chain.sources !== undefined, chain.endpoints !== undefined, direct].filter(Boolean).length
  if (ways !== 1) {
    read.problem(path, 'must have exactly one of sources, endpoints, or ws_url with http_url')
    return []
  }
  const sourceId = `rpc-${chainKey}`
  if (direct) return [{ sourceId, endpoints: [readUrls(read, chain, path)] }]
  if (chain.endpoints !== undefined)
    return [{ sourceId, endpoints: readEndpoints(read, chain.endpoints, join(path, 'endpoints')) }]
  return readSourceList(read, chain.sources, join(path, 'sources'))
}

function readSourceList(read: FieldReader, value: unknown, path: string): readonly SourceConfig[] {
  const sources = read.list(value, path).map((item, i) => {
    const at = `${path}[${i}]`
    const source = read.object(item, at, ['source_id', 'endpoints'])
    if (source === null) return { sourceId: '', endpoints: [] }
    return {
      sourceId: read.name(source.source_id, join(at, 'source_id')),
      endpoints: readEndpoints(read, source.endpoints, join(at, 'endpoints')),
    }
  })
  if (sources.length > MAX_SOURCES_PER_CHAIN) {
    read.problem(path, `at most ${MAX_SOURCES_PER_CHAIN} sources, has ${sources.length}`)
  }
  refuseRepeats(read, sources, path, 'source_id', (source) => source.sourceId)
  return sources
}

function readEndpoints(read: FieldReader, value: unknown, path: string): readonly EndpointConfig[] {
  return read.list(value, path).map((item, i) => {
    const at = `${path}[${i}]`
    const endpoint = read.object(item, at, ['ws_url', 'http_url'])
    return endpoint === null ? { wsUrl: '', httpUrl: '' } : readUrls(read, endpoint, at)
  })
}

function readUrls(read: FieldReader, value: Readonly<Record<string, unknown>>, path: string): EndpointConfig {
  return {
    wsUrl: read.url(value.ws_url, join(path, 'ws_url'), ['ws', 'wss']),
    httpUrl: read.url(value.http_url, join(path, 'http_url'), ['http', 'https']),
  }
}

/** Notes every element whose id an earlier one has; what could not be read ('' or 0) is named already. */
function refuseRepeats<T>(
  read: FieldReader,
  items: readonly T[],
  path: string,
  field: string,
  idOf: (item: T) => string | number,
): void {
  const first = new Map<string | number, number>()
  for (const [i, item] of items.entries()) {
    const id = idOf(item)
    const earlier = first.get(id)
    if (id === '' || id === 0) continue
    if (earlier === undefined) first.set(id, i)
    else
      read.problem(
        `${path}[${i}].${field}`,
        `duplicate ${JSON.stringify(id)}, already at ${path}[${earlier}]`,
      )
  }
}
