import { type Address, type Hex, parseAddress, parseBytes } from '@org/events'
import { fieldsOf } from '../read-transaction.ts'

export interface Log {
  readonly address: Address
  readonly topics: readonly Hex[]
  readonly data: Hex
}

export interface Receipt {
  /** `null`: of a time before receipts said so. */
  readonly succeeded: boolean | null
  readonly logs: readonly Log[]
}

/** Reads a receipt as nodes give it; `null` for anything else. */
export function readReceipt(value: unknown): Receipt | null {
  const receipt = fieldsOf(value)
  if (receipt === null || !Array.isArray(receipt.logs)) return null
  const logs: Log[] = []
  for (const entry of receipt.logs) {
    const log = fieldsOf(entry)
    const address = parseAddress(log?.address)
    const data = parseBytes(log?.data)
    const topics = Array.isArray(log?.topics) ? log.topics.map(parseBytes) : []
    if (address === null || data === null) return null
    logs.push({ address, data, topics: topics.filter((topic) => topic !== null) })
  }
  const status = receipt.status
  return { succeeded: typeof status === 'string' ? Number(status) === 1 : null, logs }
}

/** The address in an indexed topic. */
export function topicAddress(topic: Hex | undefined): Address | null {
  return topic === undefined ? null : parseAddress(`0x${topic.slice(26)}`)
}

/** The first word of a log's data. */
export function firstWord(log: Log): bigint | null {
  return log.data.length < 66 ? null : BigInt(log.data.slice(0, 66))
}
