import type { Address, TxDecodedData, Wei } from '@org/events'
import type { ChainRegistry, KnownContract } from '../registry/protocol-registry.ts'
import type { Action } from './action.ts'
import { type Call, DECODE_LIMITS, type DecodeProblem, type Decoding, noteProblem } from './decoding.ts'
import { decodeEmbeddedSwaps } from './embedded-calls.ts'
import { createMethodTable } from './method-table.ts'
import { decodePlain } from './plain-transfer.ts'

/** What a transaction's calldata asks for. */
export interface DecodedTransaction {
  /** In order of execution; empty when nothing was recognised. */
  readonly actions: readonly Action[]
  /** `null`: everything was understood. Else the actions are what could be read before or beside it. */
  readonly problem: DecodeProblem | null
  /** What the registry knows of the called contract. */
  readonly contract: KnownContract | null
}

const SELECTOR_CHARS = 8
const METHODS = createMethodTable(decodeCall)

/**
 * Reads a transaction's calldata in place: bounded in depth, calls and actions whatever the calldata says, and
 * without exceptions. What does not fit a function is not taken for it.
 */
export function decodeTransaction(transaction: TxDecodedData, chain: ChainRegistry): DecodedTransaction {
  const { input, sender, to, value_wei: value } = transaction
  const decoding: Decoding = {
    input,
    chain,
    actions: [],
    problem: null,
    callsLeft: DECODE_LIMITS.calls,
  }
  if (to === null) {
    decoding.actions.push({ type: 'deploy' })
    return { actions: decoding.actions, problem: null, contract: null }
  }
  const contract = chain.contract(to) ?? null
  if (input.length <= 2) decodePlain(decoding, contract, sender, to, value)
  else decodeCall(decoding, to, contract, sender, value, 2, input.length, null, 0)
  return { actions: decoding.actions, problem: decoding.problem, contract }
}

function decodeCall(
  decoding: Decoding,
  to: Address,
  contract: KnownContract | null,
  sender: Address,
  value: Wei,
  start: number,
  end: number,
  deadline: number | null,
  depth: number,
): void {
  const base = start + SELECTOR_CHARS
  const method = base > end ? undefined : METHODS.get(decoding.input.slice(start, base))
  const applies =
    method !== undefined &&
    (contract === null || contract.abi === null ? method.generic : method.abis.includes(contract.abi))
  if (!applies) {
    noteProblem(decoding, 'unknown_call')
    // A contract whose interface is known passes on nothing that its functions do not say.
    if (depth === 0 && (contract === null || contract.abi === null)) {
      decodeEmbeddedSwaps(decodeCall, decoding, to, base, end)
    }
    return
  }
  const call: Call = { to, contract, sender, value, base, end, deadline, depth }
  if (!method.decode(decoding, call)) noteProblem(decoding, 'malformed')
}
