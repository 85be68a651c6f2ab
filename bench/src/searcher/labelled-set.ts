import { type Address, CATEGORIES, type Category, type DraftOf, parseAddress } from '@org/events'
import { type Fields, fieldsOf, readTransaction } from './read-transaction.ts'

/** A swap that was executed: what went in and what came out, in smallest units where they are known. */
export interface ExecutedSwap {
  readonly token_in: Address
  readonly token_out: Address
  readonly amount_in: bigint | null
  readonly amount_out: bigint | null
}

/** What a transaction truly is. What is not known is left out, and is not counted. */
export interface Label {
  readonly category: Category | null
  readonly protocol: string | null
  /** Families of the pools that were traded on. */
  readonly venues: readonly string[] | null
  readonly swaps: readonly ExecutedSwap[] | null
  /** Whole native coins that its swaps moved. */
  readonly value: number | null
  /** Strategies whose kind of opportunity others took on it within its block; `null`: not looked for. */
  readonly taken: readonly string[] | null
  /** Why it has no category, or how it was found. */
  readonly note: string | null
}

export interface LabelledTransaction {
  readonly transaction: DraftOf<'TxDecoded'>
  readonly label: Label
  /** Results are also given by group. */
  readonly group: string
}

/** A set to evaluate against. */
export interface LabelledSet {
  readonly name: string
  readonly chainId: number
  /** A registry file as a user writes it, for addresses that the built-in one does not know. */
  readonly registry: unknown
  /** Wei per gas of the blocks it is about; `null`: unknown. */
  readonly baseFeeWei: string | null
  readonly rows: readonly LabelledTransaction[]
}

export const NO_LABEL: Label = {
  category: null,
  protocol: null,
  venues: null,
  swaps: null,
  value: null,
  taken: null,
  note: null,
}

/** Time between the transactions of a set, for what looks at recent ones. */
const SPACING_US = 50_000
const BEGINNING_US = 1_700_000_000_000_000

/** @throws RangeError that names the line, for a set that is not as docs/searcher-eval.md says. */
export function parseLabelledSet(name: string, text: string): LabelledSet {
  let header: Fields = {}
  const rows: LabelledTransaction[] = []
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return
    const at = `${name}, line ${index + 1}`
    const fields = parseLine(line, at)
    const set = fieldsOf(fields.set)
    if (set !== null) header = set
    else rows.push(parseRow(fields, chainOf(header), rows.length, at))
  })
  return {
    name: typeof header.name === 'string' ? header.name : name,
    chainId: chainOf(header),
    registry: header.registry,
    baseFeeWei: typeof header.base_fee_wei === 'string' ? header.base_fee_wei : null,
    rows,
  }
}

/** When the transaction at this place of a set was seen. */
export function seenAt(index: number): number {
  return BEGINNING_US + index * SPACING_US
}

function chainOf(header: Fields): number {
  return typeof header.chain_id === 'number' ? header.chain_id : 1
}

function parseLine(line: string, at: string): Fields {
  try {
    const fields = fieldsOf(JSON.parse(line))
    if (fields !== null) return fields
  } catch {
    // Said below, with its place.
  }
  throw new RangeError(`${at}: expected a JSON object`)
}

function parseRow(fields: Fields, chainId: number, index: number, at: string): LabelledTransaction {
  const transaction = readTransaction(fields.transaction, chainId, 'set', seenAt(index))
  if (typeof transaction === 'string') throw new RangeError(`${at}: transaction: ${transaction}`)
  const group = typeof fields.group === 'string' ? fields.group : 'all'
  return { transaction, group, label: parseLabel(fieldsOf(fields.label) ?? {}, at) }
}

function parseLabel(label: Fields, at: string): Label {
  const category = CATEGORIES.find((name) => name === label.category) ?? null
  if (category === null && typeof label.category === 'string')
    throw new RangeError(`${at}: label.category: ${label.category} is not a category`)
  return {
    category,
    protocol: typeof label.protocol === 'string' ? label.protocol : null,
    venues: Array.isArray(label.venues) ? label.venues.map(String) : null,
    swaps: Array.isArray(label.swaps) ? label.swaps.map((swap) => parseSwap(swap, at)) : null,
    value: typeof label.value === 'number' ? label.value : null,
    taken: Array.isArray(label.taken) ? label.taken.map(String) : null,
    note: typeof label.note === 'string' ? label.note : null,
  }
}

function parseSwap(value: unknown, at: string): ExecutedSwap {
  const swap = fieldsOf(value)
  const tokenIn = parseAddress(swap?.token_in)
  const tokenOut = parseAddress(swap?.token_out)
  if (tokenIn === null || tokenOut === null)
    throw new RangeError(`${at}: label.swaps: expected token_in and token_out`)
  return {
    token_in: tokenIn,
    token_out: tokenOut,
    amount_in: amount(swap?.amount_in),
    amount_out: amount(swap?.amount_out),
  }
}

function amount(value: unknown): bigint | null {
  return typeof value === 'string' && /^[0-9]{1,78}$/.test(value) ? BigInt(value) : null
}
