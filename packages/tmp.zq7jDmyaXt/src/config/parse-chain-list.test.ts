import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseChainList } from './parse-chain-list.ts'

const ENDPOINT = { ws_url: 'ws://127.0.0.1:8546', http_url: 'http://127.0.0.1:8545' }
const READ_ENDPOINT = { wsUrl: ENDPOINT.ws_url, httpUrl: ENDPOINT.http_url }
const SOURCE = { source_id: 'geth-a', endpoints: [ENDPOINT] }
const CHAIN = { chain_key: 'eth-mainnet', chain_id: 1, sources: [SOURCE] }

function problemsOf(value: unknown) {
  const result = parseChainList(value)
  return result.ok ? [] : result.problems
}

function pathsOf(value: unknown) {
  return problemsOf(value).map((problem) => problem.path)
}

describe('forms', () => {
  const read = {
    chainKey: 'eth-mainnet',
    chainId: 1,
    mempool: 'public',
    finalityDepth: null,
    verifyHashes: true,
    sources: [{ sourceId: 'geth-a', endpoints: [READ_ENDPOINT] }],
  }

  test('the object form and the bare array are the same', () => {
    expect(parseChainList({ chains: [CHAIN] })).toEqual({ ok: true, chains: [read] })
    expect(parseChainList([CHAIN])).toEqual({ ok: true, chains: [read] })
  })

  test('a chain with URLs or endpoints of its own is one source', () => {
    const { sources: _sources, ...bare } = CHAIN
    const expected = {
      ok: true,
      chains: [{ ...read, sources: [{ sourceId: 'rpc-eth-mainnet', endpoints: [READ_ENDPOINT] }] }],
    }
    expect(parseChainList([{ ...bare, ...ENDPOINT }])).toEqual(expected)
    expect(parseChainList([{ ...bare, endpoints: [ENDPOINT] }])).toEqual(expected)
  })

  test('given values replace the defaults', () => {
    expect(
      parseChainList([{ ...CHAIN, mempool: 'private', finality_depth: 12, verify_hashes: false }]),
    ).toEqual({
      ok: true,
      chains: [{ ...read, mempool: 'private', finalityDepth: 12, verifyHashes: false }],
    })
  })
})

describe('problems', () => {
  test.each([
    ['not a list', 'text', ''],
    ['null', null, ''],
    ['no chains', {}, 'chains'],
    ['an empty list', [], 'chains'],
    ['an unknown key at the top', { chains: [CHAIN], chain: 1 }, 'chain'],
    ['a chain that is not an object', [7], 'chains[0]'],
    ['an unknown key of a chain', [{ ...CHAIN, chainid: 1 }], 'chains[0].chainid'],
    ['a missing chain_key', [{ ...CHAIN, chain_key: undefined }], 'chains[0].chain_key'],
    ['a chain_key with a space', [{ ...CHAIN, chain_key: 'eth mainnet' }], 'chains[0].chain_key'],
    ['a chain_id that is text', [{ ...CHAIN, chain_id: '1' }], 'chains[0].chain_id'],
    ['a chain_id of 0', [{ ...CHAIN, chain_id: 0 }], 'chains[0].chain_id'],
    ['an unknown mempool class', [{ ...CHAIN, mempool: 'open' }], 'chains[0].mempool'],
    ['a finality_depth of 0', [{ ...CHAIN, finality_depth: 0 }], 'chains[0].finality_depth'],
    ['verify_hashes as a text', [{ ...CHAIN, verify_hashes: 'no' }], 'chains[0].verify_hashes'],
    ['no source', [{ ...CHAIN, sources: [] }], 'chains[0].sources'],
    ['both sources and endpoints', [{ ...CHAIN, endpoints: [ENDPOINT] }], 'chains[0]'],
    ['neither', [{ ...CHAIN, sources: undefined }], 'chains[0]'],
    ['a source that is null', [{ ...CHAIN, sources: [null] }], 'chains[0].sources[0]'],
    [
      'a source without endpoints',
      [{ ...CHAIN, sources: [{ source_id: 'a' }] }],
      'chains[0].sources[0].endpoints',
    ],
    [
      'an unknown key of a source',
      [{ ...CHAIN, sources: [{ ...SOURCE, url: '' }] }],
      'chains[0].sources[0].url',
    ],
    [
      'an HTTP URL for a WebSocket, in the second source',
      [
        {
          ...CHAIN,
          sources: [SOURCE, { source_id: 'b', endpoints: [{ ...ENDPOINT, ws_url: 'http://127.0.0.1' }] }],
        },
      ],
      'chains[0].sources[1].endpoints[0].ws_url',
    ],
    [
      'a URL that cannot be parsed',
      [{ ...CHAIN, sources: [{ source_id: 'b', endpoints: [{ ...ENDPOINT, http_url: '127.0.0.1:8545' }] }] }],
      'chains[0].sources[0].endpoints[0].http_url',
    ],
    [
      'a URL with a fragment',
      [
        {
          ...CHAIN,
          sources: [{ source_id: 'b', endpoints: [{ ...ENDPOINT, ws_url: 'ws://127.0.0.1/#a' }] }],
        },
      ],
      'chains[0].sources[0].endpoints[0].ws_url',
    ],
    [
      'an unknown key of an endpoint',
      [{ ...CHAIN, sources: [{ source_id: 'b', endpoints: [{ ...ENDPOINT, key: 'x' }] }] }],
      'chains[0].sources[0].endpoints[0].key',
    ],
    [
      'half of a pair of URLs',
      [{ chain_key: 'a', chain_id: 1, ws_url: 'ws://127.0.0.1' }],
      'chains[0].http_url',
    ],
    ['a repeated chain_key', [CHAIN, { ...CHAIN, chain_id: 2 }], 'chains[1].chain_key'],
    ['a repeated chain_id', [CHAIN, { ...CHAIN, chain_key: 'other' }], 'chains[1].chain_id'],
    ['a repeated source_id', [{ ...CHAIN, sources: [SOURCE, SOURCE] }], 'chains[0].sources[1].source_id'],
    [
      'more sources than a chain can have',
      [{ ...CHAIN, sources: Array.from({ length: 29 }, (_, i) => ({ ...SOURCE, source_id: `s${i}` })) }],
      'chains[0].sources',
    ],
  ])('%s is named by its path', (_name, value, path) => {
    expect(pathsOf(value)).toEqual([path])
  })

  test('all of them are listed, not the first', () => {
    const broken = [
      { chain_key: '', chain_id: -1, mempool: 'x', sources: [{ source_id: '', endpoints: [{}] }] },
      1,
    ]
    expect(pathsOf(broken)).toEqual([
      'chains[0].chain_key',
      'chains[0].chain_id',
      'chains[0].mempool',
      'chains[0].sources[0].source_id',
      'chains[0].sources[0].endpoints[0].ws_url',
      'chains[0].sources[0].endpoints[0].http_url',
      'chains[1]',
    ])
  })

  test('a URL is never repeated in a message: it may hold a key', () => {
    const endpoint = { ws_url: 'https://user:secret@node/secret', http_url: 'secret' }
    const text = JSON.stringify(problemsOf([{ ...CHAIN, sources: [{ ...SOURCE, endpoints: [endpoint] }] }]))
    expect(text).toContain('ws://')
    expect(text).not.toContain('secret')
    const misplaced = [{ ...CHAIN, chain_id: endpoint.ws_url, mempool: endpoint.ws_url }]
    expect(JSON.stringify(problemsOf(misplaced))).not.toContain('secret')
  })

  test('no value makes it throw', () => {
    const key = fc.constantFrom(
      'chains',
      'chain_key',
      'chain_id',
      'sources',
      'endpoints',
      'ws_url',
      'source_id',
      'mempool',
    )
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 5 },
        fc.jsonValue(),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(key, tie('any'), { maxKeys: 5 }),
      ),
    })).any
    fc.assert(
      fc.property(value, (candidate) => {
        const result = parseChainList(candidate)
        expect(result.ok || result.problems.length > 0).toBe(true)
      }),
    )
  })
})
