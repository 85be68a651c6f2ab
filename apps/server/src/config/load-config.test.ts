import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadConfig } from './load-config.ts'

const CHAINS =
  '[{"chain_key":"eth-mainnet","chain_id":1,"ws_url":"ws://127.0.0.1:1","http_url":"http://127.0.0.1:1"}]'

const problemsOf = (environment: NodeJS.ProcessEnv): readonly string[] => {
  const loaded = loadConfig(environment)
  return loaded.ok ? [] : loaded.problems.map(({ where, message }) => `${where}: ${message}`)
}

const fileWith = (text: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'mevscope-config-')), 'file.json')
  writeFileSync(path, text)
  return path
}

describe('defaults', () => {
  test('are those of the contract', () => {
    const loaded = loadConfig({ VIZ_API_CHAINS: CHAINS })
    expect(loaded).toMatchObject({
      ok: true,
      config: {
        role: 'all',
        env: {
          VIZ_API_BIND: { host: '127.0.0.1', port: 3000 },
          VIZ_API_INGEST_MODE: 'rpc',
          VIZ_API_MAX_SEEN_HASHES: 1_000_000,
          VIZ_API_RPC_BATCH_SIZE: 128,
          VIZ_API_RPC_MAX_IN_FLIGHT: 4,
          VIZ_API_RPC_BATCH_FLUSH_MS: 5,
          VIZ_API_RPC_RETRY_ATTEMPTS: 2,
          VIZ_API_RPC_RETRY_BACKOFF_MS: 100,
          VIZ_API_SILENT_CHAIN_TIMEOUT_SECS: 20,
          DATA_DIR: './data',
          STORAGE_QUEUE_CAPACITY: 65_536,
          STORAGE_FLUSH_BATCH: 20_000,
          STORAGE_FLUSH_INTERVAL_MS: 250,
          STORAGE_RETENTION_DAYS: 14,
          WAL_SEGMENT_BYTES: 67_108_864,
          WAL_RETENTION_BYTES: 2_147_483_648,
          VIZ_API_AUTH_ENABLED: false,
          VIZ_API_RATE_LIMIT_PER_MINUTE: 600,
          VIZ_API_CORS_ORIGINS: [],
          TELEMETRY_SINK: 'memory',
          LOG_LEVEL: 'info',
        },
      },
    })
  })

  test('hold for names that are set to nothing', () => {
    const loaded = loadConfig({
      VIZ_API_CHAINS: CHAINS,
      VIZ_API_CHAIN_CONFIG_PATH: '',
      VIZ_API_RPC_RETRY_ATTEMPTS: '',
      VIZ_API_API_KEYS: '',
      VIZ_API_AUTH_ENABLED: '',
      CLICKHOUSE_URL: '',
      LOG_LEVEL: '',
    })
    expect(loaded).toMatchObject({
      ok: true,
      config: { env: { VIZ_API_RPC_RETRY_ATTEMPTS: 2, VIZ_API_AUTH_ENABLED: false, LOG_LEVEL: 'info' } },
    })
    expect(loaded.ok && loaded.config.env.CLICKHOUSE_URL).toBeUndefined()
  })

  test('an IPv6 address binds in brackets', () => {
    expect(loadConfig({ VIZ_API_CHAINS: CHAINS, VIZ_API_BIND: '[::1]:0' })).toMatchObject({
      config: { env: { VIZ_API_BIND: { host: '::1', port: 0 } } },
    })
  })
})

describe('chains', () => {
  test('the list in the environment wins over the file', () => {
    const path = fileWith(CHAINS.replace('eth-mainnet', 'from-file'))
    const keys = (environment: NodeJS.ProcessEnv) => {
      const loaded = loadConfig(environment)
      return loaded.ok ? loaded.config.chains.map((chain) => chain.chainKey) : loaded.problems
    }
    expect(keys({ VIZ_API_CHAIN_CONFIG_PATH: path })).toEqual(['from-file'])
    expect(keys({ VIZ_API_CHAIN_CONFIG_PATH: path, VIZ_API_CHAINS: CHAINS })).toEqual(['eth-mainnet'])
  })

  test('the shorthand is one source of mainnet and needs both URLs', () => {
    const VIZ_API_ETH_WS_URL = 'ws://127.0.0.1:1'
    const VIZ_API_ETH_HTTP_URL = 'http://127.0.0.1:1'
    expect(loadConfig({ VIZ_API_ETH_WS_URL, VIZ_API_ETH_HTTP_URL, VIZ_API_SOURCE_ID: 'mine' })).toMatchObject(
      {
        ok: true,
        config: { chains: [{ chainKey: 'eth-mainnet', chainId: 1, sources: [{ sourceId: 'mine' }] }] },
      },
    )
    expect(problemsOf({ VIZ_API_ETH_WS_URL })).toEqual([
      'VIZ_API_ETH_HTTP_URL: is needed beside VIZ_API_ETH_WS_URL',
    ])
    expect(problemsOf({ VIZ_API_ETH_HTTP_URL })).toEqual([
      'VIZ_API_ETH_WS_URL: is needed beside VIZ_API_ETH_HTTP_URL',
    ])
  })

  test('none is needed when ingest is off', () => {
    expect(loadConfig({ VIZ_API_INGEST_MODE: 'off' }).ok).toBe(true)
  })
})

describe('error', () => {
  test('lists every bad value by name', () => {
    expect(
      problemsOf({
        VIZ_API_CHAINS: CHAINS,
        VIZ_API_BIND: 'nowhere',
        STORAGE_QUEUE_CAPACITY: '0',
        LOG_LEVEL: 'loud',
        CLICKHOUSE_URL: 'ftp://user:secret@x',
        CLICKHOUSE_CLUSTER: "c'1",
      }),
    ).toEqual([
      'VIZ_API_BIND: expected host:port such as 127.0.0.1:3000, found nowhere',
      'CLICKHOUSE_URL: expected a URL beginning with http:// or https://',
      'CLICKHOUSE_CLUSTER: expected letters, digits, underscores and dashes',
      expect.stringMatching(/^STORAGE_QUEUE_CAPACITY: /),
      expect.stringMatching(/^LOG_LEVEL: /),
    ])
  })

  test('lists bad values, chains and registry together', () => {
    const registry = fileWith('{"chains":[{"chain_id":"x"}]}')
    expect(
      problemsOf({
        VIZ_API_BIND: 'nowhere',
        VIZ_API_CHAINS: CHAINS.replace('"chain_id":1', '"chain_id":0'),
        VIZ_API_CORS_ORIGINS: '*',
        SEARCHER_REGISTRY_PATH: registry,
      }),
    ).toEqual([
      expect.stringMatching(/^VIZ_API_BIND: /),
      expect.stringMatching(/^VIZ_API_CORS_ORIGINS: /),
      expect.stringMatching(/^VIZ_API_CHAINS: chains\[0\]\.chain_id: /),
      expect.stringMatching(/^SEARCHER_REGISTRY_PATH .*: chains/),
    ])
  })

  test('does not guess about the chains while a name that decides about them is bad', () => {
    expect(problemsOf({ VIZ_API_ETH_WS_URL: 'http://x', VIZ_API_ETH_HTTP_URL: 'http://x' })).toEqual([
      'VIZ_API_ETH_WS_URL: expected a URL beginning with ws:// or wss://',
    ])
    expect(problemsOf({ VIZ_API_INGEST_MODE: 'of' })).toEqual([
      expect.stringMatching(/^VIZ_API_INGEST_MODE: /),
    ])
  })

  test.each(['abc', '-1', '1.5', ' ', '0x10', '1e3', '21'])(
    'says once what number is wanted: %j',
    (value) => {
      expect(problemsOf({ VIZ_API_CHAINS: CHAINS, VIZ_API_RPC_RETRY_ATTEMPTS: value })).toEqual([
        'VIZ_API_RPC_RETRY_ATTEMPTS: expected a whole number from 0 to 20',
      ])
    },
  )

  test('names unknown names of ours and suggests the known one', () => {
    expect(
      problemsOf({ VIZ_API_CHAINS: CHAINS, VIZ_API_CHAIN: 'x', VIZ_API_NONSENSE: 'y', OTHER: 'z' }),
    ).toEqual(['VIZ_API_CHAIN: unknown name; did you mean VIZ_API_CHAINS?', 'VIZ_API_NONSENSE: unknown name'])
  })

  test('names the path inside the chain list', () => {
    const list = CHAINS.replace('"chain_id":1', '"chain_id":1,"colour":"red"')
    expect(problemsOf({ VIZ_API_CHAINS: list })).toEqual([
      expect.stringMatching(/^VIZ_API_CHAINS: chains\[0\]\.colour: /),
    ])
  })

  test('says that a file is missing or not JSON without showing what it holds', () => {
    expect(problemsOf({ VIZ_API_CHAIN_CONFIG_PATH: '/nonexistent/chains.json' })).toEqual([
      expect.stringMatching(/^VIZ_API_CHAIN_CONFIG_PATH \(\/nonexistent\/chains\.json\): ENOENT/),
    ])
    const path = fileWith('{"ws_url":"ws://node/my-secret-key"')
    const problems = problemsOf({ VIZ_API_CHAIN_CONFIG_PATH: path })
    expect(problems).toEqual([`VIZ_API_CHAIN_CONFIG_PATH (${path}): is not valid JSON`])
  })

  test('says that no chain is configured', () => {
    expect(problemsOf({})).toEqual([expect.stringMatching(/^VIZ_API_CHAINS: no chain is configured/)])
  })

  test('refuses two different roles', () => {
    expect(problemsOf({ VIZ_API_CHAINS: CHAINS, ROLE: 'all', PROCESS_ROLE: 'worker' })).toEqual([
      'PROCESS_ROLE: is worker, but ROLE is all; set one of them',
    ])
  })

  test.each([
    [{ ROLE: 'api' }, 'ROLE=api'],
    [{ TELEMETRY_SINK: 'clickhouse' }, 'TELEMETRY_SINK=clickhouse'],
  ])('refuses what is not built rather than ignore it: %j', (environment, where) => {
    expect(problemsOf({ VIZ_API_CHAINS: CHAINS, ...environment })).toEqual([
      `${where}: is not built yet (docs/roadmap.md); unset it`,
    ])
  })

  test('names the path inside a registry file', () => {
    const path = fileWith('{"chains":[{"chain_id":"x"}]}')
    const problems = problemsOf({ VIZ_API_CHAINS: CHAINS, SEARCHER_REGISTRY_PATH: path })
    expect(problems.length).toBeGreaterThan(0)
    expect(problems[0]).toContain(`SEARCHER_REGISTRY_PATH (${path}): chains`)
  })
})
