import { type Address, numberToHex, type PrivateKeyAccount, parseEther } from 'viem'
import { deriveAccount } from '../accounts.ts'
import { loadPermit2 } from '../artifacts.ts'
import { type ContractName, type Deployment, POOLS } from '../deployment.ts'
import type { NodeClient } from '../node-client.ts'
import { convert, TOKEN_SYMBOLS, type TokenSymbol } from '../tokens.ts'
import { deployTokens, deployUniswap } from './contracts.ts'
import { openPool, poolSide } from './pools.ts'
import { runSetup } from './run-setup.ts'
import { createSetupScript, type SetupScript } from './setup-script.ts'
import { approve, approveRouters, mint, wrap } from './wallets.ts'

export interface DeployOptions {
  /** A node that mines only when asked to. */
  readonly client: NodeClient
  readonly chainId: number
  /** Decides the deployer's account and with it every address. */
  readonly seed: string
  /** Accounts that get coins, tokens and approvals. */
  readonly traders: readonly PrivateKeyAccount[]
}

const COINS = parseEther('10000000')
/** Worth of what each trader holds of each token, in wei of WETH. */
const TRADER_STAKE = parseEther('100000')
/**
 * Storage slot of `_decimals` (and of the unset `_paused`) in OpenZeppelin's preset, which has no constructor
 * argument for it: written directly, so that one token has 6 decimals as the real one does.
 */
const DECIMALS_SLOT = numberToHex(6)

/**
 * Puts the real Uniswap V2 and V3, SwapRouter02, the Universal Router with Permit2, tokens and pools on the chain and
 * fits the traders out. A few large batches, so that it takes seconds.
 * @throws DevnetError `DEPLOY_FAILED`.
 */
export async function deployContracts(options: DeployOptions): Promise<Deployment> {
  const { client, chainId, traders } = options
  const script = createSetupScript(deriveAccount(options.seed, 'deployer'), chainId)
  const tokens = deployTokens(script)
  const contracts = deployUniswap(script, tokens.WETH)
  stockDeployer(script, tokens, contracts)
  const pools = POOLS.map((spec) => openPool(script, spec, contracts, tokens))
  for (const trader of traders) {
    for (const symbol of TOKEN_SYMBOLS) {
      if (symbol !== 'WETH')
        mint(script, tokens[symbol], trader.address, convert(TRADER_STAKE, 'WETH', symbol))
    }
  }

  await installPermit2(client)
  await Promise.all(
    [script.account, ...traders].map(({ address }) => client.setBalance({ address, value: COINS })),
  )
  // Two steps: a call to a contract that is not there yet succeeds and does nothing.
  await runSetup(client, await script.sign())
  const wallets = traders.map((trader) => traderScript(trader, chainId, tokens, contracts).sign())
  await runSetup(client, (await Promise.all(wallets)).flat())
  await client.setStorageAt({
    address: tokens.USDC,
    index: DECIMALS_SLOT,
    value: numberToHex(6, { size: 32 }),
  })
  // A block of its own, so that no reorg takes the storage write back.
  await client.mine({ blocks: 1 })
  return { chainId, contracts, tokens, pools }
}

/** Adds what the deployer needs to fill the pools. */
function stockDeployer(
  script: SetupScript,
  tokens: Readonly<Record<TokenSymbol, Address>>,
  contracts: Readonly<Record<ContractName, Address>>,
): void {
  for (const symbol of TOKEN_SYMBOLS) {
    const token = tokens[symbol]
    const amount = poolSide(symbol) * BigInt(POOLS.filter((pool) => pool.tokens.includes(symbol)).length)
    if (symbol === 'WETH') wrap(script, token, amount)
    else mint(script, token, script.account.address, amount)
    approve(script, token, contracts.v2Router)
    approve(script, token, contracts.positionManager)
  }
}

function traderScript(
  trader: PrivateKeyAccount,
  chainId: number,
  tokens: Readonly<Record<TokenSymbol, Address>>,
  contracts: Readonly<Record<ContractName, Address>>,
): SetupScript {
  const script = createSetupScript(trader, chainId)
  wrap(script, tokens.WETH, TRADER_STAKE)
  approveRouters(script, tokens, contracts)
  return script
}

/** Places Permit2's published runtime code at the address it has on every chain; it computes the rest by itself. */
async function installPermit2(client: NodeClient): Promise<void> {
  const { address, deployedBytecode } = loadPermit2()
  await client.setCode({ address, bytecode: deployedBytecode })
}
