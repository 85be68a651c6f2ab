import {
  type Address,
  encodeAbiParameters,
  encodePacked,
  getContractAddress,
  type Hex,
  keccak256,
  maxUint256,
} from 'viem'
import { positionManagerAbi, v2RouterAbi } from '../abis.ts'
import { loadArtifact } from '../artifacts.ts'
import type { ContractName, Pool, PoolSpec } from '../deployment.ts'
import { convert, type TokenSymbol } from '../tokens.ts'
import { encodeCall, lowerCase, type SetupScript } from './setup-script.ts'

/** Worth of each side of every pool, in wei of WETH: deep enough that prices stay near the opening ones. */
const DEPTH_WEI = 100_000n * 10n ** 18n
const TICK_SPACING = { 500: 10, 3000: 60 } as const
const MAX_TICK = 887_272
const POOL_GAS = 6_000_000n
const Q96 = 2n ** 96n

/** The coins that `openPool` takes from the deployer: tokens must be there and approved. */
export function poolSide(token: TokenSymbol): bigint {
  return convert(DEPTH_WEI, 'WETH', token)
}

/** Adds the calls that create the pool at the opening price and fill it; returns where it will be. */
export function openPool(
  script: SetupScript,
  spec: PoolSpec,
  contracts: Readonly<Record<ContractName, Address>>,
  tokens: Readonly<Record<TokenSymbol, Address>>,
): Pool {
  const [a, b] = spec.tokens
  const [first, second] = BigInt(tokens[a]) < BigInt(tokens[b]) ? [a, b] : [b, a]
  const token0 = tokens[first]
  const token1 = tokens[second]
  const amounts = [poolSide(first), poolSide(second)] as const
  const to = script.account.address
  const what = `${a}/${b} V${spec.version}`

  if (spec.version === 2) {
    const args = [token0, token1, amounts[0], amounts[1], 0n, 0n, to, maxUint256]
    const data = encodeCall(v2RouterAbi, 'addLiquidity', args)
    script.call({ what: `${what} liquidity`, to: contracts.v2Router, data, gas: POOL_GAS })
    const salt = keccak256(encodePacked(['address', 'address'], [token0, token1]))
    return { ...spec, address: create2(contracts.v2Factory, salt, loadArtifact('v2Pair').bytecode) }
  }

  const price = squareRoot((amounts[1] * Q96 * Q96) / amounts[0])
  const created = encodeCall(positionManagerAbi, 'createAndInitializePoolIfNecessary', [
    token0,
    token1,
    spec.fee,
    price,
  ])
  script.call({ what: `${what} pool`, to: contracts.positionManager, data: created, gas: POOL_GAS })
  const spacing = TICK_SPACING[spec.fee]
  const tickUpper = Math.floor(MAX_TICK / spacing) * spacing
  const minted = encodeCall(positionManagerAbi, 'mint', [
    {
      token0,
      token1,
      fee: spec.fee,
      tickLower: -tickUpper,
      tickUpper,
      amount0Desired: amounts[0],
      amount1Desired: amounts[1],
      amount0Min: 0n,
      amount1Min: 0n,
      recipient: to,
      deadline: maxUint256,
    },
  ])
  script.call({ what: `${what} liquidity`, to: contracts.positionManager, data: minted, gas: POOL_GAS })
  const salt = keccak256(
    encodeAbiParameters(
      [{ type: 'address' }, { type: 'address' }, { type: 'uint24' }],
      [token0, token1, spec.fee],
    ),
  )
  return { ...spec, address: create2(contracts.v3Factory, salt, loadArtifact('v3Pool').bytecode) }
}

function create2(from: Address, salt: Hex, bytecode: Hex): Address {
  return lowerCase(getContractAddress({ opcode: 'CREATE2', from, salt, bytecodeHash: keccak256(bytecode) }))
}

/** Integer square root, rounded down (Newton). */
function squareRoot(value: bigint): bigint {
  if (value < 2n) return value
  let guess = 1n << BigInt(Math.ceil(value.toString(2).length / 2))
  for (;;) {
    const better = (guess + value / guess) / 2n
    if (better >= guess) return guess
    guess = better
  }
}
