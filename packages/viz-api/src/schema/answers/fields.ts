import type { Address, Hash, Hex, Selector, Wei } from '@org/events'
import { z } from 'zod'
import { components } from './components.ts'

/*
 * Fields of answers. Answers are joined from texts that are there already, so nothing is parsed with these: they are
 * what the document of the API shows, and what tests hold answers against.
 */

/** Text of a pattern, under the branded type that stands for it. */
function text<T extends string>(pattern: RegExp, description: string): z.ZodType<T, T> {
  // The pattern is the one by which the type's values are made.
  return z.string().regex(pattern).register(components, { description }) as unknown as z.ZodType<T, T>
}

export const hash = text<Hash>(/^0x[0-9a-f]{64}$/, 'A 32-byte hash: lower-case hex.')
export const address = text<Address>(/^0x[0-9a-f]{40}$/, 'A 20-byte address: lower-case hex.')
export const selector = text<Selector>(/^0x[0-9a-f]{8}$/, 'The first four bytes of calldata: lower-case hex.')
export const bytes = text<Hex>(/^0x(?:[0-9a-f]{2})*$/, 'A byte string: lower-case hex.')
export const wei = text<Wei>(
  /^(?:0|[1-9][0-9]{0,77})$/,
  'An amount of the smallest unit, up to 2^256 - 1: a decimal string.',
)
/** `''` where no transaction is concerned. */
export const hashOrNone = text<Hash | ''>(
  /^(?:0x[0-9a-f]{64})?$/,
  'A hash; empty where no transaction is concerned.',
)
export const digest = z.string().regex(/^[0-9a-f]{64}$/)

/** A count, a nonce, a block number. */
export const count = z.int().min(0)
/** Number of an event. */
export const seq = z
  .int()
  .min(1)
  .register(components, { description: 'Number of an event: gapless per node, from 1.' })
export const chainId = z.int().min(1)
export const unixUs = z.int().register(components, { description: 'Unix time in microseconds.' })
export const score = z.number().min(0).max(100)
export const share = z.number().min(0).max(1)
export const name = z.string()
