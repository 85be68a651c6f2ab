import { readFileSync } from 'node:fs'
import { errorMessage } from '@org/events'
import { type ChainConfig, parseChainList } from '@org/ingest'
import type { Environment } from './environment.ts'
import type { ConfigProblem } from './problem.ts'

export interface ChainsResult {
  readonly chains: readonly ChainConfig[]
  readonly problems: readonly ConfigProblem[]
}

/**
 * The chains to watch: `VIZ_API_CHAINS`, else the file of `VIZ_API_CHAIN_CONFIG_PATH`, else the shorthand of
 * `VIZ_API_ETH_WS_URL` and `VIZ_API_ETH_HTTP_URL`.
 */
export function readChains(env: Environment): ChainsResult {
  if (env.VIZ_API_INGEST_MODE === 'off') return { chains: [], problems: [] }
  if (env.VIZ_API_CHAINS !== undefined) return parseJsonList('VIZ_API_CHAINS', () => env.VIZ_API_CHAINS ?? '')
  const path = env.VIZ_API_CHAIN_CONFIG_PATH
  if (path !== undefined) {
    return parseJsonList(`VIZ_API_CHAIN_CONFIG_PATH (${path})`, () => readFileSync(path, 'utf8'))
  }
  return shorthand(env)
}

function shorthand(env: Environment): ChainsResult {
  const { VIZ_API_ETH_WS_URL: ws_url, VIZ_API_ETH_HTTP_URL: http_url } = env
  if (ws_url === undefined && http_url === undefined) {
    return failed(
      'VIZ_API_CHAINS',
      'no chain is configured: set it, or VIZ_API_CHAIN_CONFIG_PATH, or VIZ_API_ETH_WS_URL with VIZ_API_ETH_HTTP_URL, or VIZ_API_INGEST_MODE=off',
    )
  }
  if (ws_url === undefined) return failed('VIZ_API_ETH_WS_URL', 'is needed beside VIZ_API_ETH_HTTP_URL')
  if (http_url === undefined) return failed('VIZ_API_ETH_HTTP_URL', 'is needed beside VIZ_API_ETH_WS_URL')
  const source_id = env.VIZ_API_SOURCE_ID ?? 'rpc-eth-mainnet'
  return parseList('VIZ_API_ETH_WS_URL', [
    { chain_key: 'eth-mainnet', chain_id: 1, sources: [{ source_id, endpoints: [{ ws_url, http_url }] }] },
  ])
}

function parseJsonList(where: string, read: () => string): ChainsResult {
  let value: unknown
  try {
    value = JSON.parse(read())
  } catch (error) {
    // V8 quotes the text around a JSON error, and the text may hold keys.
    return failed(where, error instanceof SyntaxError ? 'is not valid JSON' : errorMessage(error))
  }
  return parseList(where, value)
}

function parseList(where: string, value: unknown): ChainsResult {
  const parsed = parseChainList(value)
  if (parsed.ok) return { chains: parsed.chains, problems: [] }
  return {
    chains: [],
    problems: parsed.problems.map(({ path, message }) => ({
      where: path === '' ? where : `${where}: ${path}`,
      message,
    })),
  }
}

function failed(where: string, message: string): ChainsResult {
  return { chains: [], problems: [{ where, message }] }
}
