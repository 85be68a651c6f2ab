/** A record of the server's structured log, as far as it could be read. */
export interface LogRecord {
  readonly level: string
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** Reads one line of the server's log; `null` when it is not one of its records. */
export function parseLogLine(line: string): LogRecord | null {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || !('message' in value) || !('level' in value)) return null
  const { level, message, time: _time, ...fields } = value as Record<string, unknown> // an object, checked above
  return { level: String(level), message: String(message), fields }
}

/** One short line for a person: level where it matters, message, fields. */
export function formatLogRecord({ level, message, fields }: LogRecord): string {
  const rest = Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')
  const prefix = level === 'info' ? '' : `${level}: `
  return `${prefix}${message}${rest === '' ? '' : ` (${rest})`}`
}
