import { expect } from 'vitest'
import type { Action } from '../../src/decode/action.ts'
import type { DecodedTransaction } from '../../src/decode/decode-transaction.ts'
import { DECODE_LIMITS } from '../../src/decode/decoding.ts'

const PROBLEMS = [
  null,
  'malformed',
  'unknown_call',
  'not_decoded',
  'depth_limit',
  'call_limit',
  'action_limit',
  'path_limit',
]
const ADDRESS = /^0x[0-9a-f]{40}$/
/** Protocols whose name begins like a number. */
const NAME = /^0x-[a-z]/
const AMOUNT = /^(0|[1-9][0-9]{0,77})$/

/** Whatever the calldata: the result is bounded, its reason is one of the list, and what is in it is whole. */
export function expectSound(decoded: DecodedTransaction): void {
  expect(PROBLEMS).toContain(decoded.problem)
  expect(decoded.actions.length).toBeLessThanOrEqual(DECODE_LIMITS.actions)
  for (const action of decoded.actions) expectWhole(action)
}

function expectWhole(action: Action): void {
  if (action.type === 'swap') {
    const { swap } = action
    expect(swap.path.length).toBeGreaterThanOrEqual(2)
    expect(swap.path.length).toBeLessThanOrEqual(DECODE_LIMITS.pathTokens)
    expect(swap.path[0]).toBe(swap.token_in)
    expect(swap.path.at(-1)).toBe(swap.token_out)
    expect([0, swap.path.length - 1]).toContain(swap.fees.length)
    for (const token of swap.path) expect(token).toMatch(ADDRESS)
    expect(swap.amount_out).toMatch(AMOUNT)
    expect(swap.amount_in ?? '0').toMatch(AMOUNT)
    if (swap.recipient !== null) expect(swap.recipient).toMatch(ADDRESS)
    if (swap.deadline !== null) expect(Number.isSafeInteger(swap.deadline)).toBe(true)
  }
  // Of any kind: what looks like an address or bytes is that, what is a number is finite.
  for (const value of Object.values(action)) {
    if (typeof value === 'string' && value.startsWith('0x') && !NAME.test(value))
      expect(value).toMatch(/^0x[0-9a-f]*$/)
    if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
  }
}
