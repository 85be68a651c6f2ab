import type { Address } from '@org/events'
import { loadRegistry } from '@org/searcher'
import type { Hex } from 'viem'
import { hashOfText } from '../hash-of-text.ts'
import { type Label, type LabelledSet, type LabelledTransaction, NO_LABEL, seenAt } from '../labelled-set.ts'
import { readTransaction } from '../read-transaction.ts'
import { type Case, ME } from './case.ts'
import { furtherCases } from './further-cases.ts'
import { negativeCases } from './negative-cases.ts'
import { otherCases, tokenCases } from './other-cases.ts'
import { aggregatorCases, uniswapCases } from './swap-cases.ts'

const UNLISTED: Hex = '0x0f0f0f0000000000000000000000000000000005'

/**
 * Transactions of many protocols, written by hand: each sent to the contract that has the function, and the same
 * calldata to a contract that nobody listed; and what must not be taken for anything.
 */
export function protocolsSet(): LabelledSet {
  const chain = loadRegistry().chain(1)
  const rows: LabelledTransaction[] = []
  const add = (from: Case, to: Hex, group: string, label: Label): void => {
    const hash = hashOfText(`${from.name} ${to}`)
    const json = {
      hash,
      from: ME,
      to,
      nonce: '0x1',
      value: `0x${from.value.toString(16)}`,
      gas: '0x493e0',
      maxFeePerGas: '0x77359400',
      maxPriorityFeePerGas: '0x3b9aca00',
      input: from.input,
    }
    const transaction = readTransaction(json, 1, 'set', seenAt(rows.length))
    if (typeof transaction === 'string') throw new RangeError(`${from.name}: ${transaction}`)
    rows.push({ transaction, label, group })
  }
  for (const from of [...uniswapCases, ...aggregatorCases, ...tokenCases, ...otherCases, ...furtherCases]) {
    const label: Label = { ...NO_LABEL, category: from.category, swaps: swapsOf(from) }
    const known = chain.contract(from.to) !== undefined
    if (known) add(from, from.to, 'listed contracts', { ...label, protocol: from.protocol })
    else if (from.telling) add(from, from.to, 'contracts that are not listed', label)
    // A deposit can be anything where nobody knows the contract: it must not be guessed.
    if (from.telling) add(from, UNLISTED, 'the same at unknown addresses', label)
    else add(from, UNLISTED, 'common functions at unknown addresses', { ...NO_LABEL, category: 'unknown' })
  }
  for (const from of negativeCases)
    add(from, from.to, 'what must not be taken for anything', { ...NO_LABEL, category: from.category })
  return { name: 'protocols', chainId: 1, registry: undefined, baseFeeWei: '1000000000', rows }
}

function swapsOf({ trade }: Case): Label['swaps'] {
  if (trade === null) return null
  const [tokenIn, tokenOut] = trade as readonly [Address, Address] // lower case
  return [{ token_in: tokenIn, token_out: tokenOut, amount_in: null, amount_out: null }]
}
