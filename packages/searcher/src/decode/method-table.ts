import { aaveMethods } from './aave.ts'
import { aavePackedMethods } from './aave-packed.ts'
import { accountMethods } from './account-calls.ts'
import { bridgeMethods } from './bridges.ts'
import { compoundMethods } from './compound.ts'
import { custodyWalletMethods } from './custody-wallets.ts'
import type { DecodeCall, Method } from './decoding.ts'
import { disperseMethods } from './disperse.ts'
import { entryPointMethods } from './entry-point.ts'
import { exchangeMethods } from './exchange-methods.ts'
import { liquidationMethods } from './liquidations.ts'
import { liquidityMethods } from './liquidity.ts'
import { modularAccountMethods } from './modular-account.ts'
import { morphoMethods } from './morpho.ts'
import { multicallMethods } from './multicall.ts'
import { multicall3Methods } from './multicall3.ts'
import { nftMarketMethods } from './nft-markets.ts'
import { nftMintMethods } from './nft-mints.ts'
import { permit2Methods } from './permit2.ts'
import { permit2TransferMethods } from './permit2-transfers.ts'
import { safeMethods } from './safe.ts'
import { settlementMethods } from './settlement.ts'
import { stakingMethods } from './staking.ts'
import { systemMethods } from './system-calls.ts'
import { tokenMethods } from './tokens.ts'
import { uniswapV2Methods } from './uniswap-v2.ts'
import { uniswapV3Methods } from './uniswap-v3.ts'
import { universalRouterMethods } from './universal-router.ts'
import { wrappedNativeMethods } from './wrapped-native.ts'

/** Every function that can be read, by the eight hex digits of its selector. */
export function createMethodTable(decodeCall: DecodeCall): ReadonlyMap<string, Method> {
  const table = new Map<string, Method>()
  for (const methods of [
    uniswapV2Methods,
    uniswapV3Methods,
    universalRouterMethods,
    exchangeMethods(decodeCall),
    multicallMethods(decodeCall),
    settlementMethods,
    liquidityMethods,
    tokenMethods,
    wrappedNativeMethods,
    permit2Methods,
    permit2TransferMethods,
    multicall3Methods(decodeCall),
    entryPointMethods(decodeCall),
    accountMethods(decodeCall),
    modularAccountMethods(decodeCall),
    custodyWalletMethods(decodeCall),
    safeMethods(decodeCall),
    aaveMethods,
    aavePackedMethods,
    compoundMethods,
    morphoMethods,
    liquidationMethods,
    nftMarketMethods,
    nftMintMethods,
    bridgeMethods,
    stakingMethods,
    systemMethods,
    disperseMethods,
  ]) {
    for (const [selector, method] of Object.entries(methods)) table.set(selector.slice(2), method)
  }
  return table
}
