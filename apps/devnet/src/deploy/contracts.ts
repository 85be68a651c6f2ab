import { type Address, keccak256, zeroAddress } from 'viem'
import { loadArtifact, loadPermit2 } from '../artifacts.ts'
import type { ContractName } from '../deployment.ts'
import type { TokenSymbol } from '../tokens.ts'
import { TOKENS } from '../tokens.ts'
import type { SetupScript } from './setup-script.ts'

/** Adds the creation of the tokens. */
export function deployTokens(script: SetupScript): Readonly<Record<TokenSymbol, Address>> {
  const erc20 = loadArtifact('erc20')
  const deploy = (symbol: TokenSymbol): Address =>
    script.deploy(`token ${symbol}`, erc20, [TOKENS[symbol].name, symbol])
  return {
    WETH: script.deploy('token WETH', loadArtifact('weth')),
    USDC: deploy('USDC'),
    DAI: deploy('DAI'),
    LINK: deploy('LINK'),
  }
}

/** Adds the creation of factories and routers. Permit2 is not part of the script, see `installPermit2`. */
export function deployUniswap(script: SetupScript, weth: Address): Readonly<Record<ContractName, Address>> {
  const owner = script.account.address
  const permit2 = loadPermit2().address
  const v2Factory = script.deploy('V2 factory', loadArtifact('v2Factory'), [owner])
  const v2Router = script.deploy('V2 router', loadArtifact('v2Router'), [v2Factory, weth])
  const v3Factory = script.deploy('V3 factory', loadArtifact('v3Factory'))
  const v3Router = script.deploy('V3 SwapRouter', loadArtifact('v3Router'), [v3Factory, weth])
  // Without a descriptor positions have no picture; nothing else needs it.
  const positionManager = script.deploy('V3 position manager', loadArtifact('positionManager'), [
    v3Factory,
    weth,
    zeroAddress,
  ])
  const router02 = script.deploy('SwapRouter02', loadArtifact('router02'), [
    v2Factory,
    v3Factory,
    positionManager,
    weth,
  ])
  // V4 and the bridge are not on this chain: commands that need them revert.
  const universalRouter = script.deploy('Universal Router', loadArtifact('universalRouter'), [
    {
      permit2,
      weth9: weth,
      v2Factory,
      v3Factory,
      pairInitCodeHash: keccak256(loadArtifact('v2Pair').bytecode),
      poolInitCodeHash: keccak256(loadArtifact('v3Pool').bytecode),
      v4PoolManager: zeroAddress,
      v3NFTPositionManager: positionManager,
      v4PositionManager: zeroAddress,
      spokePool: zeroAddress,
    },
  ])
  return { v2Factory, v2Router, v3Factory, v3Router, positionManager, router02, universalRouter, permit2 }
}
