import type { StreamMessage } from '../api/wire.ts'

/** A frame of `/stream`; `null` for anything the contract does not name, which is skipped. */
export function readMessage(text: string): StreamMessage | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || !('op' in value)) return null
  switch (value.op) {
    case 'hello':
    case 'heartbeat':
      return 'latest_seq' in value && Number.isSafeInteger(value.latest_seq) ? (value as StreamMessage) : null // checked by op
    case 'events':
      return 'last_seq' in value && 'events' in value && Array.isArray(value.events)
        ? (value as StreamMessage) // the events are the server's stored lines
        : null
    case 'reset':
      return value as StreamMessage // the reason is only for display
    default:
      return null
  }
}
