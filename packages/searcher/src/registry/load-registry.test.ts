import { describe, expect, test } from 'vitest'
import { DAI, UNKNOWN, USDC, V2_ROUTER, WETH } from '../../test/support/transactions.ts'
import { SearcherError } from '../errors.ts'
import { loadRegistry } from './load-registry.ts'
import { parseRegistry } from './parse-registry.ts'

const devnetRouter = {
  address: '0x00000000000000000000000000000000DeaDBeef',
  protocol: 'uniswap-v2',
  role: 'router',
  abi: 'uniswap-v2-router',
  source: 'the local devnet',
}

describe('loadRegistry', () => {
  test('a user adds a chain', () => {
    const registry = loadRegistry({
      userEntries: {
        chains: [{ chain_id: 31337, wrapped_native: WETH, contracts: [devnetRouter] }],
      },
    })
    expect(registry.chain(31337).contract(UNKNOWN)).toEqual({
      address: UNKNOWN,
      protocol: 'uniswap-v2',
      role: 'router',
      abi: 'uniswap-v2-router',
      coins: null,
    })
    expect(registry.chain(31337).wrappedNative).toBe(WETH)
    expect(registry.chain(1).contract(V2_ROUTER)).toMatchObject({ protocol: 'uniswap-v2' })
  })

  test('a user overrides a built-in entry by its address, and leaves the rest', () => {
    const registry = loadRegistry({
      userEntries: {
        chains: [{ chain_id: 1, contracts: [{ ...devnetRouter, address: V2_ROUTER, protocol: 'mine' }] }],
      },
    })
    expect(registry.chain(1).contract(V2_ROUTER)).toMatchObject({ protocol: 'mine' })
    expect(registry.chain(1).wrappedNative).toBe(WETH)
    expect(registry.chain(1).token(USDC)).toMatchObject({ symbol: 'USDC', decimals: 6 })
  })

  test('a contract without an interface is known by name and role', () => {
    const { abi: _, ...entry } = devnetRouter
    const registry = loadRegistry({ userEntries: { chains: [{ chain_id: 5, contracts: [entry] }] } })
    expect(registry.chain(5).contract(UNKNOWN)).toMatchObject({ abi: null })
  })

  test('tokens answer as contracts', () => {
    expect(loadRegistry().chain(1).contract(DAI)).toMatchObject({ abi: 'erc20' })
  })

  test('a chain that nobody described knows nothing', () => {
    const chain = loadRegistry().chain(999)
    expect(chain.wrappedNative).toBeNull()
    expect(chain.contract(V2_ROUTER)).toBeUndefined()
  })

  test('a bad file is refused with every problem', () => {
    const load = () =>
      loadRegistry({ userEntries: { chains: [{ chain_id: 0, contracts: [{ ...devnetRouter, abi: 'x' }] }] } })
    expect(load).toThrow(SearcherError)
    expect(load).toThrow(/chains\[0\]\.chain_id: .*chains\[0\]\.contracts\[0\]\.abi: /)
  })
})

describe('parseRegistry', () => {
  const problemsOf = (value: unknown) => {
    const result = parseRegistry(value)
    return result.ok ? [] : result.problems.map((problem) => problem.path)
  }

  test.each([
    ['nothing', undefined, ['']],
    ['no chains', {}, ['chains']],
    ['an unknown key', { chains: [], more: 1 }, ['']],
    ['an unknown key of a chain', { chains: [{ chain_id: 1, name: 'x' }] }, ['chains[0]']],
    ['a bad address', { chains: [{ chain_id: 1, wrapped_native: '0x12' }] }, ['chains[0].wrapped_native']],
    ['a chain listed twice', { chains: [{ chain_id: 1 }, { chain_id: 1 }] }, ['chains[1].chain_id']],
    [
      'an address listed twice in another letter case',
      { chains: [{ chain_id: 1, contracts: [devnetRouter, { ...devnetRouter, address: UNKNOWN }] }] },
      ['chains[0].contracts[1].address'],
    ],
    [
      'a missing source',
      { chains: [{ chain_id: 1, tokens: [{ address: USDC, symbol: 'USDC', decimals: 6 }] }] },
      ['chains[0].tokens[0].source'],
    ],
  ])('names the place: %s', (_, value, paths) => {
    expect(problemsOf(value)).toEqual(paths)
  })
})
