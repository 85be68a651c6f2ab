import { type Address, parseAddress, type TokenMovement } from '@org/events'
import { isRecord } from './rpc-answer.ts'

/** keccak-256 of `Transfer(address,address,uint256)`. */
const TRANSFER_TOPIC = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'
/** The address under which `eth_simulateV1` reports transfers of the native coin. */
const NATIVE: string = '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'
const MOST = 64

/** The token transfers among logs, in order, at most 64. Logs that are no ERC-20 transfers are passed over. */
export function tokenMovements(logs: unknown): readonly TokenMovement[] {
  const found: TokenMovement[] = []
  if (!Array.isArray(logs)) return found
  for (const log of logs) {
    const movement = movementOf(log)
    if (movement !== null) found.push(movement)
    if (found.length >= MOST) break
  }
  return found
}

function movementOf(log: unknown): TokenMovement | null {
  if (!isRecord(log) || !Array.isArray(log.topics) || log.topics.length !== 3) return null
  const [topic, fromTopic, toTopic] = log.topics
  if (topic !== TRANSFER_TOPIC || typeof log.address !== 'string' || typeof log.data !== 'string') return null
  const token = parseAddress(log.address)
  const from = topicAddress(fromTopic)
  const to = topicAddress(toTopic)
  if (token === null || from === null || to === null || !/^0x[0-9a-fA-F]{64}$/.test(log.data)) return null
  return { token: token === NATIVE ? null : token, from, to, amount: BigInt(log.data) }
}

function topicAddress(topic: unknown): Address | null {
  return typeof topic === 'string' ? parseAddress(`0x${topic.slice(-40)}`) : null
}
