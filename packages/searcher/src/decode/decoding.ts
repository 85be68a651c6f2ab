import type { Address, Wei } from '@org/events'
import type { ChainRegistry, KnownContract } from '../registry/protocol-registry.ts'
import type { ContractAbi } from '../registry/schema.ts'
import type { Action } from './action.ts'

/** Bounds of one transaction's decoding, whatever its calldata says. */
export const DECODE_LIMITS = {
  /** Calls within calls: multicalls and sub-plans. */
  depth: 4,
  /** Calls and router commands looked at, over all depths. */
  calls: 256,
  actions: 128,
  /** Tokens of one path. */
  pathTokens: 16,
} as const

/** Why a decoding is not complete. */
export type DecodeProblem =
  /** Calldata that says it is a known function does not fit that function. */
  | 'malformed'
  /** A call within a call, or a router command, that is not known. */
  | 'unknown_call'
  /** A known router command whose contents are not decoded. */
  | 'not_decoded'
  | 'depth_limit'
  | 'call_limit'
  | 'action_limit'
  | 'path_limit'

/** One transaction's decoding in progress: what is known of it, and what was found. */
export interface Decoding {
  readonly input: string
  readonly chain: ChainRegistry
  /** Actions in order of execution. */
  readonly actions: Action[]
  /** The first problem; `null` while everything was understood. */
  problem: DecodeProblem | null
  callsLeft: number
}

/** One call: the transaction's own, or one inside a multicall. */
export interface Call {
  readonly to: Address
  /** `null`: the registry does not know `to`. */
  readonly contract: KnownContract | null
  readonly sender: Address
  readonly value: Wei
  /** Position of the first character after the selector. */
  readonly base: number
  /** Position after the last character. */
  readonly end: number
  /** Unix seconds, from an enclosing multicall; `null` when there is none. */
  readonly deadline: number | null
  readonly depth: number
}

/**
 * A function that can be read. `decode` adds the call's actions and answers true; it answers false, and adds
 * nothing, when the calldata does not fit the function.
 */
export interface Method {
  /** Canonical signature; the selector is the key of the method table. */
  readonly signature: string
  /** Contracts that have the function. */
  readonly abis: readonly ContractAbi[]
  /** True where selector and structure are telling enough to believe them at an address nobody knows. */
  readonly generic: boolean
  decode(decoding: Decoding, call: Call): boolean
}

/** Notes why the decoding is not complete; the first reason stays. */
export function noteProblem(decoding: Decoding, problem: DecodeProblem): void {
  decoding.problem ??= problem
}

/** Adds an action unless there are too many. */
export function addAction(decoding: Decoding, action: Action): void {
  if (decoding.actions.length >= DECODE_LIMITS.actions) noteProblem(decoding, 'action_limit')
  else decoding.actions.push(action)
}

/** True when no action fits any more, which is noted: a loop over many of one call ends there. */
export function isFull(decoding: Decoding): boolean {
  if (decoding.actions.length < DECODE_LIMITS.actions) return false
  noteProblem(decoding, 'action_limit')
  return true
}

/** Takes one from the budget of calls and commands; false when it is spent. */
export function takeCall(decoding: Decoding): boolean {
  if (decoding.callsLeft > 0) {
    decoding.callsLeft--
    return true
  }
  noteProblem(decoding, 'call_limit')
  return false
}

/** Reads one call whose selector begins at `start`, and adds its actions. */
export type DecodeCall = (
  decoding: Decoding,
  to: Address,
  contract: KnownContract | null,
  sender: Address,
  value: Wei,
  start: number,
  end: number,
  deadline: number | null,
  depth: number,
) => void
