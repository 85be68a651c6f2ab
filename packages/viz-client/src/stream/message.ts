import type { StoredEvent } from '@org/events'

/** Why a stream does not go on from where it was. */
export type ResetReason = 'too_old' | 'ahead'

/** What the server says on `/stream`. */
export type StreamMessage =
  | {
      readonly op: 'hello'
      readonly node_id: string
      readonly latest_seq: number
      readonly oldest_seq: number
    }
  | { readonly op: 'events'; readonly last_seq: number; readonly events: readonly StoredEvent[] }
  | {
      readonly op: 'reset'
      readonly reason: ResetReason
      readonly requested_seq: number
      readonly last_seq: number
    }
  | { readonly op: 'heartbeat'; readonly latest_seq: number }

/** A frame of `/stream`; `null` for anything that the contract does not name, which is skipped. */
export function readMessage(text: string): StreamMessage | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || !('op' in value)) return null
  // Each with the fields that are used; the rest is the server's contract.
  switch (value.op) {
    case 'hello':
      return hasNumber(value, 'latest_seq') && 'node_id' in value ? (value as StreamMessage) : null
    case 'heartbeat':
      return hasNumber(value, 'latest_seq') ? (value as StreamMessage) : null
    case 'events':
      return hasNumber(value, 'last_seq') && 'events' in value && Array.isArray(value.events)
        ? (value as StreamMessage)
        : null
    case 'reset':
      return hasNumber(value, 'last_seq') ? (value as StreamMessage) : null
    default:
      return null
  }
}

function hasNumber(value: object, name: string): boolean {
  return Number.isSafeInteger(new Map(Object.entries(value)).get(name))
}
