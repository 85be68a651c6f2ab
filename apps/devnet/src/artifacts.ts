import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Abi, Hex } from 'viem'

/** A compiled contract as its authors published it on npm. */
export interface Artifact {
  readonly abi: Abi
  readonly bytecode: Hex
}

const ARTIFACT_FILES = {
  erc20: '@openzeppelin/contracts/build/contracts/ERC20PresetMinterPauser.json',
  weth: '@uniswap/v2-periphery/build/WETH9.json',
  v2Factory: '@uniswap/v2-core/build/UniswapV2Factory.json',
  v2Pair: '@uniswap/v2-core/build/UniswapV2Pair.json',
  v2Router: '@uniswap/v2-periphery/build/UniswapV2Router02.json',
  v3Factory: '@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json',
  v3Pool: '@uniswap/v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json',
  v3Router: '@uniswap/v3-periphery/artifacts/contracts/SwapRouter.sol/SwapRouter.json',
  positionManager:
    '@uniswap/v3-periphery/artifacts/contracts/NonfungiblePositionManager.sol/NonfungiblePositionManager.json',
  router02: '@uniswap/swap-router-contracts/artifacts/contracts/SwapRouter02.sol/SwapRouter02.json',
  universalRouter: '@uniswap/universal-router/artifacts/contracts/UniversalRouter.sol/UniversalRouter.json',
  /** Collections, deployed by those who want their pieces. */
  erc721: '@openzeppelin/contracts/build/contracts/ERC721PresetMinterPauserAutoId.json',
  erc1155: '@openzeppelin/contracts/build/contracts/ERC1155PresetMinterPauser.json',
  /** A small token, deployed by traders as their contract creation. */
  testErc20: '@uniswap/v2-core/build/ERC20.json',
} as const
export type ArtifactName = keyof typeof ARTIFACT_FILES

/** Reads an artifact from the installed package. @throws Error when it is not there or not an artifact. */
export function loadArtifact(name: ArtifactName): Artifact {
  const path = createRequire(import.meta.url).resolve(ARTIFACT_FILES[name])
  // The shape is the packages' own and checked just below.
  const file = JSON.parse(readFileSync(path, 'utf8')) as { readonly abi?: Abi; readonly bytecode?: string }
  if (!Array.isArray(file.abi) || typeof file.bytecode !== 'string' || file.bytecode.length < 4) {
    throw new Error(`${path} is not a compiled contract`)
  }
  // Some compilers write bytecode with, some without the prefix.
  const bytecode: Hex = `0x${file.bytecode.replace(/^0x/, '')}`
  return { abi: file.abi, bytecode }
}

/** Permit2 is deployed by its runtime code: its authors publish no other artifact. */
export interface RuntimeCode {
  readonly address: Hex
  readonly deployedBytecode: Hex
}

/** Reads the code of Permit2 and the address it has on every chain. */
export function loadPermit2(): RuntimeCode {
  const path = new URL('./deploy/permit2.json', import.meta.url)
  return JSON.parse(readFileSync(path, 'utf8')) as RuntimeCode // our own file
}
