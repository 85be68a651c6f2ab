import { errorMessage, type LogFields, maskUrl } from '@org/events'

const MAX_DEPTH = 4
const MAX_ENTRIES = 32
const MAX_TEXT = 1_000
const MASK = '***'

/** Names of fields whose values are nobody's business. */
const SECRET_NAME = /secret|password|passwd|token|api[-_]?key|authorization|cookie|ticket|credential/i
/** URLs within a text, without what ends a phrase, and what follows the words that announce a key. */
const URL_IN_TEXT = /\b[a-z][a-z0-9+.-]{1,9}:\/\/[^\s"'<>\\]*[^\s"'<>\\:;,.)]/gi
const KEY_IN_TEXT = /\b(bearer|x-api-key:?|ticket=|api[-_]?key=|token=|password=)\s*[^\s"'&,;]+/gi

/** A text without the secrets of URLs and headers, cut where it is long. */
export function maskText(text: string): string {
  const masked = text
    .slice(0, MAX_TEXT)
    .replaceAll(URL_IN_TEXT, (url) => maskUrl(url))
    .replaceAll(KEY_IN_TEXT, (_, word: string) => `${word}${word.endsWith('=') ? '' : ' '}${MASK}`)
  return text.length > MAX_TEXT ? `${masked}…` : masked
}

/** Fields as JSON values of bounded depth, number and length, without secrets. */
export function maskFields(fields: LogFields): LogFields {
  return maskEntries(Object.entries(fields), 0)
}

function maskEntries(entries: readonly (readonly [string, unknown])[], depth: number): LogFields {
  const masked: Record<string, unknown> = {}
  for (const [name, value] of entries.slice(0, MAX_ENTRIES)) {
    if (value !== undefined)
      masked[name.slice(0, 64)] = SECRET_NAME.test(name) ? MASK : maskValue(value, depth + 1)
  }
  return masked
}

function maskValue(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      return maskText(value)
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'object':
      if (value === null) return null
      if (value instanceof Error) return maskText(errorMessage(value))
      if (depth >= MAX_DEPTH) return '…'
      if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((item) => maskValue(item, depth + 1))
      return maskEntries(Object.entries(value), depth)
    case 'bigint':
      return String(value)
    default:
      return `(${typeof value})`
  }
}
