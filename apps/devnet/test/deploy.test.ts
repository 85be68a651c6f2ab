import { type Anvil, startAnvil } from '@org/testkit'
import { parseEther, parseGwei } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { erc20Abi, v2RouterAbi, v3FactoryAbi, v3PoolAbi } from '../src/abis.ts'
import {
  createActionEncoder,
  createNodeClient,
  createPlan,
  type Deployment,
  deployContracts,
  deriveTraders,
  type NodeClient,
  protocolsFile,
  SWAP_METHODS,
  type SwapAction,
  type SwapMethod,
  TOKEN_SYMBOLS,
  TOKENS,
} from '../src/index.ts'

const seed = 'deploy test'
const traders = deriveTraders(seed, 2)
let anvil: Anvil
let client: NodeClient
let deployment: Deployment

beforeAll(async () => {
  anvil = await startAnvil({ args: ['--no-mining', '--disable-block-gas-limit'] })
  client = createNodeClient(anvil.httpUrl)
  deployment = await deployContracts({ client, chainId: anvil.chainId, seed, traders })
}, 60_000)

afterAll(() => anvil.stop())

/** One planned swap of each method. */
function onePlannedOfEach(): readonly SwapAction[] {
  const plan = createPlan({ seed, senders: 2, txPerSecond: 20 })
  const found = new Map<SwapMethod, SwapAction>()
  while (found.size < Object.keys(SWAP_METHODS).length) {
    const { action } = plan.next()
    if (action.type === 'swap') found.set(action.method, action)
  }
  return [...found.values()]
}

describe('deployContracts', () => {
  it('opens a V2 pool whose router quotes the opening price less the fee', async () => {
    const { WETH, USDC } = deployment.tokens
    const [, quote] = await client.readContract({
      address: deployment.contracts.v2Router,
      abi: v2RouterAbi,
      functionName: 'getAmountsOut',
      args: [parseEther('1'), [WETH, USDC]],
    })
    expect(Number(quote) / 1e6).toBeCloseTo(3_000 * 0.997, 0)
  })

  it('opens every V3 pool with liquidity, at the address it reports', async () => {
    const pools = deployment.pools.filter((pool) => pool.version === 3)
    expect(pools.length).toBe(4)
    for (const { address, tokens, fee } of pools) {
      const args = [deployment.tokens[tokens[0]], deployment.tokens[tokens[1]], fee] as const
      const factory = deployment.contracts.v3Factory
      const known = await client.readContract({
        address: factory,
        abi: v3FactoryAbi,
        functionName: 'getPool',
        args,
      })
      expect(known.toLowerCase()).toBe(address)
      const liquidity = await client.readContract({ address, abi: v3PoolAbi, functionName: 'liquidity' })
      expect(liquidity).toBeGreaterThan(0n)
    }
  })

  it('gives tokens their decimals, and each trader some of each', async () => {
    for (const symbol of TOKEN_SYMBOLS) {
      const token = { address: deployment.tokens[symbol], abi: erc20Abi } as const
      expect(await client.readContract({ ...token, functionName: 'decimals' })).toBe(TOKENS[symbol].decimals)
      for (const { address } of traders) {
        const held = await client.readContract({ ...token, functionName: 'balanceOf', args: [address] })
        expect(held).toBeGreaterThan(0n)
      }
    }
  })

  it('names only contracts that are there in the registry file', async () => {
    const [chain] = protocolsFile(deployment).chains
    const entries = [...(chain?.contracts ?? []), ...(chain?.tokens ?? [])]
    expect(entries.length).toBe(12)
    for (const { address } of entries) {
      expect(address).toBe(address.toLowerCase())
      expect((await client.getCode({ address }))?.length).toBeGreaterThan(1_000)
    }
  })
})

describe('every way to swap', () => {
  it.each(onePlannedOfEach().map((action) => [action.method, action] as const))(
    '%s succeeds on the chain',
    async (_, action) => {
      const [trader] = traders
      if (trader === undefined) throw new Error('no trader')
      const call = createActionEncoder(deployment)(action, trader.address, Math.floor(Date.now() / 1000))
      const nonce = await client.getTransactionCount({ address: trader.address })
      const hash = await client.sendRawTransaction({
        serializedTransaction: await trader.signTransaction({
          chainId: deployment.chainId,
          nonce,
          to: call.to,
          data: call.data,
          value: call.value,
          gas: call.gas,
          type: 'legacy',
          gasPrice: parseGwei('100'),
        }),
      })
      await client.mine({ blocks: 1 })
      const receipt = await client.getTransactionReceipt({ hash })
      expect(receipt.status).toBe('success')
      expect(receipt.logs.length).toBeGreaterThan(1)
    },
  )
})
