import type { Label } from './labelled-set.ts'
import { type Fields, fieldsOf } from './read-transaction.ts'

/** What of a transaction the searcher looks at; signatures and places in blocks are left out. */
const FIELDS = [
  'hash',
  'type',
  'from',
  'to',
  'nonce',
  'value',
  'gas',
  'gasPrice',
  'maxFeePerGas',
  'maxPriorityFeePerGas',
  'maxFeePerBlobGas',
  'blobVersionedHashes',
  'authorizationList',
  'accessList',
  'input',
] as const

export interface SetHeader {
  readonly name: string
  readonly chain_id: number
  readonly base_fee_wei?: string
  readonly registry?: unknown
  readonly made_by: string
}

/** The first line of a set. */
export function headerLine(header: SetHeader): string {
  return `${JSON.stringify({ set: header })}\n`
}

/** One transaction of a set, from its JSON as a node gave it. */
export function rowLine(transaction: unknown, label: Label, group: string): string {
  const source = fieldsOf(transaction) ?? {}
  const kept: Record<string, unknown> = {}
  for (const field of FIELDS) {
    const value = field === 'input' ? (source.input ?? source.data) : source[field]
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) kept[field] = value
  }
  return `${JSON.stringify({ transaction: kept, label: labelFields(label), group })}\n`
}

function labelFields(label: Label): Fields {
  const fields: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(label)) {
    if (value === null) continue
    fields[name] = name === 'swaps' && label.swaps !== null ? label.swaps.map(swapFields) : value
  }
  return fields
}

function swapFields(swap: NonNullable<Label['swaps']>[number]): Fields {
  return {
    ...swap,
    amount_in: swap.amount_in?.toString(),
    amount_out: swap.amount_out?.toString(),
  }
}
