import { encodePacked, getContractAddress, type Hex, isAddress, keccak256 } from 'viem'
import { expect, test } from 'vitest'
import { BUILT_IN_FILES } from './built-in.ts'
import { loadRegistry } from './load-registry.ts'
import { parseRegistry } from './parse-registry.ts'

test.each(BUILT_IN_FILES)('the file of $name fits the schema', ({ content }) => {
  expect(parseRegistry(content)).toMatchObject({ ok: true })
})

test('every entry names a source that can be looked up', () => {
  for (const { content } of BUILT_IN_FILES) {
    const result = parseRegistry(content)
    if (!result.ok) throw new Error('not valid')
    for (const chain of result.file.chains) {
      for (const entry of [...chain.contracts, ...chain.tokens])
        expect(entry.source).toMatch(/^(https:\/\/|npm package )/)
    }
  }
})

test('the chains of the built-in registry all know their wrapped native coin', () => {
  const registry = loadRegistry()
  expect(registry.chainIds()).toEqual([1, 8453, 10, 42161, 137, 56])
  for (const chainId of registry.chainIds()) {
    const chain = registry.chain(chainId)
    expect(chain.wrappedNative).not.toBeNull()
    expect(chain.contract(chain.wrappedNative ?? '')).toMatchObject({ abi: 'wrapped-native' })
  }
})

test('every built-in address is written with its checksum, so that a mistyped digit shows', () => {
  for (const { name, content } of BUILT_IN_FILES) {
    const written = JSON.stringify(content).match(/0x[0-9a-fA-F]{40}/g) ?? []
    expect(written.length).toBeGreaterThan(5)
    for (const address of written) {
      expect(isAddress(address, { strict: true }), `${name}: ${address}`).toBe(true)
    }
  }
})

test('the pools of every V2 router can be found, but for those with a fee of each pair', () => {
  const own = new Set(['camelot-v2', 'biswap-v2'])
  let routers = 0
  for (const { content } of BUILT_IN_FILES) {
    const result = parseRegistry(content)
    if (!result.ok) throw new Error('not valid')
    for (const { chain_id: chainId, contracts } of result.file.chains) {
      const { factory } = loadRegistry().chain(chainId)
      for (const { abi, protocol, address } of contracts) {
        if (abi !== 'uniswap-v2-router' || own.has(protocol)) continue
        routers++
        expect(factory(protocol), `${protocol} ${address} of chain ${chainId}`).toMatchObject({
          kind: 'constant-product',
        })
      }
    }
  }
  expect(routers).toBeGreaterThan(10)
})

// Pools that everybody knows are where these factories put them: WETH or WPOL against (bridged) USDC.
test.each<readonly [string, number, Hex, Hex, Hex, string]>([
  [
    'sushiswap-v2',
    1,
    '0xe18a34eb0e04b04f7a0ac29a6e80748dca96319b42c54d679cb821dca90c6303',
    '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48',
    '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2',
    '0x397FF1542f962076d0BFE58eA045FfA2d347ACa0',
  ],
  [
    'sushiswap-v2',
    42_161,
    '0xe18a34eb0e04b04f7a0ac29a6e80748dca96319b42c54d679cb821dca90c6303',
    '0x82af49447d8a07e3bd95bd0d56f35241523fbab1',
    '0xff970a61a04b1ca14834a43f5de4533ebddb5cc8',
    '0x905dfCD5649217c42684f23958568e533C711Aa3',
  ],
  [
    'quickswap-v2',
    137,
    '0x96e8ac4277198ff8b6f785478aa9a39f403cb768dd02cbee326c3e7da348845f',
    '0x0d500b1d8e8ef31e21c99d1db9a6444d3adf1270',
    '0x2791bca1f2de4661ed88a30c99a7a9449aa84174',
    '0x6e7a5FAFcec6BB1e78bAE2A1F0B612012BF14827',
  ],
])(
  'the factory of %s on chain %d made a known pool',
  (protocol, chainId, bytecodeHash, token0, token1, pool) => {
    const factory = loadRegistry().chain(chainId).factory(protocol)
    if (factory === undefined) throw new Error('no factory')
    const salt = keccak256(encodePacked(['address', 'address'], [token0, token1]))
    expect(getContractAddress({ from: factory.address, opcode: 'CREATE2', salt, bytecodeHash })).toBe(pool)
  },
)
