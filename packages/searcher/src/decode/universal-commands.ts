import type { Category, Wei } from '@org/events'
import type { OpaqueAction, SettlementAction } from './action.ts'
import { buildSwap } from './build-swap.ts'
import { addAction, type Call, type Decoding, noteProblem } from './decoding.ts'
import { addPermitBatch, addTransferBatch } from './permit2-batches.ts'
import { type PoolFamily, poolProtocol } from './pool-protocol.ts'
import { isRouterItself, routerRecipient } from './router-constants.ts'
import { readAddressPath, readPackedPath } from './swap-path.ts'
import { wrappedToken } from './trade.ts'
import { decodeV4Actions } from './v4-actions.ts'
import { followOffset, isHighestBit, readAddress, readWei, WORD_CHARS } from './words.ts'

/** Up to 1.2 the commands from 0x10 are NFT markets, from 2.0 they are V4 swaps and positions, or Pancake's. */
export type CommandSet = 'v1' | 'v2' | 'pancake'

/** One `execute`, over all its sub-plans. */
export interface Plan {
  readonly call: Call
  readonly commandSet: CommandSet
  /** Bits of a command's byte that say which it is. */
  readonly mask: number
  readonly deadline: number | null
  /** What the router holds of the wrapped native coin, right after the plan wrapped it; else `null`: unknown. */
  wrapped: Wei | null
  /** Wrappings into the router so far. */
  wraps: number
}

export const EXECUTE_SUB_PLAN = 0x21
const V3_SWAP_EXACT_IN = 0x00
const V3_SWAP_EXACT_OUT = 0x01
const PERMIT2_TRANSFER_FROM = 0x02
const PERMIT2_PERMIT_BATCH = 0x03
const V2_SWAP_EXACT_IN = 0x08
const V2_SWAP_EXACT_OUT = 0x09
const PERMIT2_PERMIT = 0x0a
const WRAP_ETH = 0x0b
const UNWRAP_WETH = 0x0c
const PERMIT2_TRANSFER_FROM_BATCH = 0x0d
const V4_SWAP = 0x10
const STABLE_SWAP_EXACT_IN = 0x22
const STABLE_SWAP_EXACT_OUT = 0x23

/** At least nothing. */
const ALL = '0' as Wei // a decimal digit

const SETTLEMENTS: Readonly<Record<number, SettlementAction['step']>> = {
  4: 'sweep',
  5: 'transfer',
  6: 'pay-portion',
  7: 'pay-portion',
  14: 'check-balance',
}

const V2_OPAQUE: Readonly<Record<number, { readonly category: Category; readonly label: string }>> = {
  17: { category: 'approval', label: 'uniswap-v3-position-permit' },
  18: { category: 'liquidity', label: 'uniswap-v3-position-call' },
  19: { category: 'liquidity', label: 'uniswap-v4-initialize-pool' },
  20: { category: 'liquidity', label: 'uniswap-v4-position-call' },
  64: { category: 'bridge', label: 'across-deposit' },
}

const PANCAKE_OPAQUE: typeof V2_OPAQUE = {
  17: { category: 'approval', label: 'pancakeswap-v3-position-permit' },
  18: { category: 'liquidity', label: 'pancakeswap-v3-position-call' },
  19: { category: 'liquidity', label: 'pancakeswap-infinity-initialize-pool' },
  20: { category: 'liquidity', label: 'pancakeswap-infinity-initialize-pool' },
  21: { category: 'liquidity', label: 'pancakeswap-infinity-position-call' },
  22: { category: 'liquidity', label: 'pancakeswap-infinity-position-call' },
}

/** Reads one command and adds its action. Its input lies between `base` and `end`. */
export function decodeCommand(
  decoding: Decoding,
  plan: Plan,
  command: number,
  base: number,
  end: number,
): void {
  const fits = decodeKnown(decoding, plan, command, base, end)
  if (!fits) noteProblem(decoding, 'malformed')
  if (!keepsHoldings(command)) plan.wrapped = null
}

/** Permits move nothing; after any other command the router's holdings are a guess. */
function keepsHoldings(command: number): boolean {
  return command === WRAP_ETH || command === PERMIT2_PERMIT || command === PERMIT2_PERMIT_BATCH
}

function decodeKnown(decoding: Decoding, plan: Plan, command: number, base: number, end: number): boolean {
  switch (command) {
    case V3_SWAP_EXACT_IN:
      return decodeSwap(decoding, plan, 'uniswap-v3', 'in', base, end)
    case V3_SWAP_EXACT_OUT:
      return decodeSwap(decoding, plan, 'uniswap-v3', 'out', base, end)
    case V2_SWAP_EXACT_IN:
      return decodeSwap(decoding, plan, 'uniswap-v2', 'in', base, end)
    case V2_SWAP_EXACT_OUT:
      return decodeSwap(decoding, plan, 'uniswap-v2', 'out', base, end)
    case PERMIT2_TRANSFER_FROM:
      return decodePermitTransfer(decoding, plan, base, end)
    case PERMIT2_PERMIT:
      return decodePermit(decoding, base, end)
    case WRAP_ETH:
    case UNWRAP_WETH:
      return decodeWrap(decoding, plan, command, base, end)
    case PERMIT2_PERMIT_BATCH:
      return addPermitBatch(decoding, followOffset(decoding.input, base, base, end), end)
    case PERMIT2_TRANSFER_FROM_BATCH: {
      const array = followOffset(decoding.input, base, base, end)
      return addTransferBatch(decoding, array, end, plan.call.to)
    }
    case V4_SWAP:
      if (plan.commandSet === 'v1') return decodeOther(decoding, plan, command, base, end)
      return decodeV4Swap(decoding, plan, base, end)
    case STABLE_SWAP_EXACT_IN:
    case STABLE_SWAP_EXACT_OUT:
      if (plan.commandSet !== 'pancake') return decodeOther(decoding, plan, command, base, end)
      return decodeSwap(
        decoding,
        plan,
        'stable-swap',
        command === STABLE_SWAP_EXACT_IN ? 'in' : 'out',
        base,
        end,
      )
    default:
      return decodeOther(decoding, plan, command, base, end)
  }
}

/** `(recipient, amount, limit, path, payerIsUser)`; later router versions append arguments. */
function decodeSwap(
  decoding: Decoding,
  plan: Plan,
  family: PoolFamily,
  exact: 'in' | 'out',
  base: number,
  end: number,
): boolean {
  const { input } = decoding
  const recipient = readAddress(input, base, end)
  const amount = readWei(input, base + WORD_CHARS, end)
  const limit = readWei(input, base + 2 * WORD_CHARS, end)
  const pathAt = followOffset(input, base, base + 3 * WORD_CHARS, end)
  if (recipient === null || amount === null || limit === null || base + 5 * WORD_CHARS > end) return false
  const path =
    family === 'uniswap-v3'
      ? readPackedPath(decoding, pathAt, end, exact === 'out')
      : readAddressPath(decoding, pathAt, end)
  const amountIn =
    exact === 'in' ? exactAmountIn(decoding, plan, family, amount, base + WORD_CHARS, path?.tokens[0]) : limit
  const swap = buildSwap(
    poolProtocol(plan.call.contract, family),
    path,
    exact,
    amountIn,
    exact === 'in' ? limit : amount,
    routerRecipient(recipient, plan.call),
    plan.deadline,
  )
  if (swap === null) return false
  addAction(decoding, { type: 'swap', swap, native: 'none' })
  return true
}

/**
 * The amount in of an exact-input swap. 2^255 says "what the router holds", which is known right after wrapping; on
 * V2 pools zero says "the pool was paid already".
 */
function exactAmountIn(
  decoding: Decoding,
  plan: Plan,
  family: PoolFamily,
  amount: Wei,
  at: number,
  tokenIn: string | undefined,
): Wei | null {
  if (family === 'uniswap-v2' && amount === '0') return null
  if (!isHighestBit(decoding.input, at)) return amount
  return tokenIn !== undefined && tokenIn === decoding.chain.wrappedNative ? plan.wrapped : null
}

/** Actions of V4 or of Infinity; what cannot be read is still a swap. */
function decodeV4Swap(decoding: Decoding, plan: Plan, base: number, end: number): boolean {
  const family = plan.commandSet === 'pancake' ? 'pancakeswap-infinity' : 'uniswap-v4'
  if (decodeV4Actions(decoding, plan.call, family, plan.deadline, base, end)) return true
  addAction(decoding, { type: 'opaque', category: 'swap', label: `${family}-swap` })
  return false
}

/** `(recipient, amount)`; 2^255 wraps or unwraps all there is. */
function decodeWrap(decoding: Decoding, plan: Plan, command: number, base: number, end: number): boolean {
  const recipient = readAddress(decoding.input, base, end)
  const amount = readWei(decoding.input, base + WORD_CHARS, end)
  if (recipient === null || amount === null) return false
  if (command === UNWRAP_WETH) {
    addAction(decoding, { type: 'unwrap', amount })
    return true
  }
  const wrapped = isHighestBit(decoding.input, base + WORD_CHARS) ? plan.call.value : amount
  // Only the first wrapping tells what the router holds; another adds to it.
  if (isRouterItself(recipient)) plan.wrapped = plan.wraps++ === 0 ? wrapped : null
  addAction(decoding, { type: 'wrap', amount: wrapped })
  return true
}

/** `(token, recipient, amount)`, from the sender through Permit2. */
function decodePermitTransfer(decoding: Decoding, plan: Plan, base: number, end: number): boolean {
  const token = readAddress(decoding.input, base, end)
  const recipient = readAddress(decoding.input, base + WORD_CHARS, end)
  const amount = readWei(decoding.input, base + 2 * WORD_CHARS, end)
  if (token === null || recipient === null || amount === null) return false
  const to = routerRecipient(recipient, plan.call)
  if (to === null) addAction(decoding, { type: 'settlement', step: 'pull', token, atLeast: null })
  else addAction(decoding, { type: 'transfer', standard: 'erc20', token, from: plan.call.sender, to, amount })
  return true
}

/** `(((token, amount, expiration, nonce), spender, sigDeadline), signature)`. */
function decodePermit(decoding: Decoding, base: number, end: number): boolean {
  const token = readAddress(decoding.input, base, end)
  const amount = readWei(decoding.input, base + WORD_CHARS, end)
  const spender = readAddress(decoding.input, base + 4 * WORD_CHARS, end)
  if (token === null || amount === null || spender === null) return false
  addAction(decoding, { type: 'approval', standard: 'permit2', token, spender, amount })
  return true
}

function decodeOther(decoding: Decoding, plan: Plan, command: number, base: number, end: number): boolean {
  const step = SETTLEMENTS[command]
  if (step !== undefined) return decodeSettlement(decoding, plan, step, base, end)
  const action = opaque(plan.commandSet, command)
  if (action === null) noteProblem(decoding, 'unknown_call')
  else {
    noteProblem(decoding, 'not_decoded')
    addAction(decoding, action)
  }
  return true
}

/** Three words: the token (of a check the second), who gets it, and an amount, a share, or the least of a sweep. */
function decodeSettlement(
  decoding: Decoding,
  plan: Plan,
  step: SettlementAction['step'],
  base: number,
  end: number,
): boolean {
  const { input } = decoding
  const third = readWei(input, base + 2 * WORD_CHARS, end)
  if (third === null) return false
  const checks = step === 'check-balance'
  const token = wrappedToken(decoding, readAddress(input, checks ? base + WORD_CHARS : base, end))
  const to = checks ? null : readAddress(input, base + WORD_CHARS, end)
  const all =
    step === 'transfer' &&
    isHighestBit(input, base + 2 * WORD_CHARS) &&
    to !== null &&
    routerRecipient(to, plan.call) !== null
  addAction(decoding, {
    type: 'settlement',
    step,
    token,
    atLeast: step === 'sweep' ? third : all ? ALL : null,
  })
  return true
}

function opaque(commandSet: CommandSet, command: number): OpaqueAction | null {
  if (commandSet === 'v1') {
    return command >= 0x10 && command <= 0x20
      ? { type: 'opaque', category: 'nft', label: 'universal-router-nft-market' }
      : null
  }
  const known = (commandSet === 'pancake' ? PANCAKE_OPAQUE : V2_OPAQUE)[command]
  return known === undefined ? null : { type: 'opaque', category: known.category, label: known.label }
}
