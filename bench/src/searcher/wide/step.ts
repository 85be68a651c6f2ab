import type { Deployment } from '@org/devnet'
import { type AbiFunction, type Address, encodeFunctionData, type Hex, parseAbiItem } from 'viem'

/** Whose transactions they are, and what the ones before left behind. */
export interface StepContext {
  readonly deployment: Deployment
  readonly sender: Address
  /** Somebody else, who receives. */
  readonly other: Address
  /** A contract that an earlier step created. */
  created(name: string): Address
  /** Number of the piece that an earlier step brought the sender. */
  piece(): bigint
  /** A share of `amount`, another in each round. */
  some(amount: bigint): bigint
  /** What the sender holds of a token, less a third. */
  most(token: Address): Promise<bigint>
}

export interface StepCall {
  /** `null`: creates a contract. */
  readonly to: Address | null
  readonly data: Hex
  readonly value?: bigint
  /** Code for the sender's own address. */
  readonly setCode?: Address
}

/** One transaction that is executed. */
export interface Step {
  readonly group: string
  /** What the plan meant to call; protocols are not in the logs. */
  readonly protocol: string | null
  /** Name of the contract that it creates. */
  readonly creates?: string
  /** It brings the sender a piece whose number later steps need. */
  readonly bringsPiece?: true
  make(context: StepContext): StepCall | Promise<StepCall>
}

/** Calldata of a function by its signature. */
export function call(signature: string, args: readonly unknown[]): Hex {
  const item = parseAbiItem(`function ${signature}`) as AbiFunction // the text says so
  return encodeFunctionData({ abi: [item], functionName: item.name, args })
}

/** Far enough in the future that no deadline passes, and the same in every run. */
export const LATER = 4_000_000_000n
export const ETHER = 10n ** 18n
