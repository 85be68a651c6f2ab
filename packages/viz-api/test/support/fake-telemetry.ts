import type { LogFields, Logger, TelemetryLog, TelemetryRecord } from '@org/events'

/** A `TelemetryLog` under a test's hand. */
export interface FakeTelemetry extends TelemetryLog {
  tell(level: keyof Logger, message: string, fields?: LogFields): void
  listeners(): number
}

export function createFakeTelemetry(): FakeTelemetry {
  const records: TelemetryRecord[] = []
  const listeners = new Set<(record: TelemetryRecord) => void>()
  return {
    tell(level, message, fields = {}) {
      const record = { id: records.length + 1, at_unix_us: 1, level, message, fields }
      records.push(record)
      for (const listener of listeners) listener(record)
    },
    listeners: () => listeners.size,
    recent: (limit, afterId = 0) => records.filter(({ id }) => id > afterId).slice(-limit),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
