import { type Address, encodeDeployData, encodeFunctionData, type Hex } from 'viem'
import { erc20Abi } from '../abis.ts'
import { type Artifact, loadArtifact } from '../artifacts.ts'
import type { Deployment } from '../deployment.ts'
import { encodeRouter02Swap } from './encode-router02-swap.ts'
import { encodeUniversalSwap } from './encode-universal-swap.ts'
import { encodeV2Swap } from './encode-v2-swap.ts'
import { encodeV3Swap } from './encode-v3-swap.ts'
import type { Action } from './planned-transaction.ts'
import type { SwapContext } from './swap-context.ts'
import { SWAP_METHODS } from './swap-methods.ts'

/** The part of a transaction that says what it does. */
export interface Call {
  /** `undefined`: creates a contract. */
  readonly to: Address | undefined
  readonly data: Hex
  readonly value: bigint
  readonly gas: bigint
}

/** Turns actions into calls. */
export type EncodeAction = (action: Action, sender: Address, nowSeconds: number) => Call

const TRANSFER_GAS = 21_000n
const TOKEN_GAS = 80_000n
const CREATE_GAS = 2_000_000n
const SWAP_GAS = 600_000n

/** Reads the one artifact it needs; the encoder itself does no I/O. */
export function createActionEncoder(deployment: Deployment): EncodeAction {
  const created = loadArtifact('testErc20')
  return (action, sender, nowSeconds) => encodeAction(action, sender, nowSeconds, deployment, created)
}

function encodeAction(
  action: Action,
  sender: Address,
  nowSeconds: number,
  deployment: Deployment,
  created: Artifact,
): Call {
  switch (action.type) {
    case 'transfer_eth':
      return { to: action.to, data: '0x', value: action.value, gas: TRANSFER_GAS }
    case 'cancel':
      return { to: sender, data: '0x', value: 0n, gas: TRANSFER_GAS }
    case 'transfer_token': {
      const args = [action.to, action.amount] as const
      const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args })
      return { to: deployment.tokens[action.token], data, value: 0n, gas: TOKEN_GAS }
    }
    case 'approve': {
      const args = [deployment.contracts[action.spender], action.amount] as const
      const data = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args })
      return { to: deployment.tokens[action.token], data, value: 0n, gas: TOKEN_GAS }
    }
    case 'create': {
      const data = encodeDeployData({ ...created, args: [action.totalSupply] })
      return { to: undefined, data, value: 0n, gas: CREATE_GAS }
    }
    case 'swap':
      return encodeSwap({
        deployment,
        sender,
        action,
        path: action.path.map((symbol) => deployment.tokens[symbol]),
        deadline: BigInt(nowSeconds + action.deadlineSeconds),
      })
  }
}

function encodeSwap(context: SwapContext): Call {
  const { action, deployment } = context
  const { contracts } = deployment
  const spec = SWAP_METHODS[action.method]
  const value = spec.ether === 'pay' ? action.amountIn : 0n
  const gas = SWAP_GAS
  switch (spec.kind) {
    case 'v2_swap':
      return { to: contracts.v2Router, data: encodeV2Swap(context), value, gas }
    case 'v3_swap':
    case 'v3_multicall':
      return { to: contracts.v3Router, data: encodeV3Swap(context), value, gas }
    case 'router02_multicall':
      return { to: contracts.router02, data: encodeRouter02Swap(context), value, gas }
    case 'universal_swap':
      return { to: contracts.universalRouter, data: encodeUniversalSwap(context), value, gas }
  }
}
