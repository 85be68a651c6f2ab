import { encodeFunctionData, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { derive, found, opportunities } from '../../test/support/derive.ts'
import { address, DAI, draft, hashOf, SENDER, UNKNOWN } from '../../test/support/transactions.ts'
import { loadRegistry } from '../registry/load-registry.ts'
import { createSearcher } from '../searcher.ts'

const abi = parseAbi([
  'function uniswapV3Swap(uint256 amount, uint256 minReturn, uint256[] pools) payable',
  'function unoswap(address srcToken, uint256 amount, uint256 minReturn, uint256[] pools)',
])
const INCH = address('0x1111111254EEB25477B68fb85Ed929f73A960582')
const WRAPS = 1n << 254n
const POOL = BigInt(`0x${'5'.repeat(40)}`)
const registry = loadRegistry()

/** Coins against a token that only the pools know. */
const payingCoins = (index: number, coins: number) => {
  const wei = BigInt(Math.round(coins * 1e9)) * 10n ** 9n
  const input = encodeFunctionData({ abi, functionName: 'uniswapV3Swap', args: [wei, 5n, [WRAPS | POOL]] })
  return draft(index, { to: INCH, input, value_wei: String(wei), sender: `0x${String(index).repeat(40)}` })
}
const payingTokens = encodeFunctionData({
  abi,
  functionName: 'unoswap',
  args: [DAI, 700n, 690n, [POOL, POOL]],
})

describe('a swap that is known in part', () => {
  test('is seen with what is known, and says what is not', () => {
    const events = derive(createSearcher({ registry }), payingCoins(1, 3))
    const found = opportunities(events)
    expect(found.map(({ strategy }) => strategy)).toEqual(['SandwichExposure', 'Backrun'])
    for (const { components, score } of found) {
      expect(components.find(({ name }) => name === 'value_at_stake')?.value).toBe(3)
      expect(components.find(({ name }) => name === 'partial_swaps')).toEqual({
        name: 'partial_swaps',
        value: 1,
        weight: 0,
        points: 0,
        reason: 'of 1 swap(s) not all is in what was decoded: the token bought',
      })
      expect(score).toBe(components.reduce((sum, { points }) => sum + points, 0))
    }
    const [exposure, backrun] = found
    expect(exposure?.components.find(({ name }) => name === 'slippage_headroom')?.reason).toMatch(
      /set a limit/,
    )
    expect(backrun?.components.find(({ name }) => name === 'pools_moved')).toMatchObject({
      value: 0,
      points: 0,
      reason: 'which pools it moves is not in what was decoded',
    })
  })

  test('is none when its value is small or unknown', () => {
    expect(opportunities(derive(createSearcher({ registry }), payingCoins(1, 0.01)))).toEqual([])
    const unknown = draft(2, { to: INCH, input: payingTokens })
    expect(opportunities(derive(createSearcher({ registry }), unknown))).toEqual([])
  })

  test('is half of a bundle with what its sender does next', () => {
    const searcher = createSearcher({ registry })
    const swap = payingCoins(1, 3)
    derive(searcher, { ...swap, data: { ...swap.data, sender: SENDER } })
    const next = draft(2, { sender: SENDER, nonce: swap.data.nonce + 1, to: UNKNOWN, input: '0x12345678' })
    expect(found(searcher, next, 'Bundle')?.member_tx_hashes).toEqual([hashOf(1), hashOf(2)])
  })
})
