import {
  type Clock,
  createRing,
  errorMessage,
  type LogFields,
  type Logger,
  type TelemetryLog,
  type TelemetryRecord,
} from '@org/events'
import { maskFields, maskText } from './mask-fields.ts'

export interface TelemetryOptions {
  /** Where everything is logged as well. */
  readonly logger: Logger
  readonly clock: Clock
  /** Records kept. @default 1,000 */
  readonly capacity?: number
  /** Levels kept. @default all but `debug` */
  readonly debug?: boolean
}

/** A logger that keeps the latest of what it is told. */
export interface Telemetry extends TelemetryLog {
  readonly logger: Logger
}

/**
 * Keeps the latest log records in memory, whatever the level of `logger`: at most a few megabytes with the default
 * capacity, since each is cut to a bounded size. Secrets are masked once more, beside what callers mask.
 */
export function createTelemetry(options: TelemetryOptions): Telemetry {
  const { logger, clock, capacity = 1_000 } = options
  const records = createRing<TelemetryRecord>(capacity)
  const listeners = new Set<(record: TelemetryRecord) => void>()
  let lastId = 0

  const keep = (level: keyof Logger, message: string, fields: LogFields): void => {
    const record: TelemetryRecord = {
      id: ++lastId,
      at_unix_us: clock.nowUs(),
      level,
      message: maskText(message),
      fields: maskFields(fields),
    }
    records.push(record)
    for (const listener of listeners) {
      try {
        listener(record)
      } catch (error) {
        // Logging must not fail for what a listener does.
        logger.error('a listener of the telemetry threw', { error: errorMessage(error) })
      }
    }
  }
  const at =
    (level: keyof Logger, isKept: boolean) =>
    (message: string, fields?: LogFields): void => {
      logger[level](message, fields)
      if (isKept) keep(level, message, fields ?? {})
    }

  return {
    logger: {
      debug: at('debug', options.debug ?? false),
      info: at('info', true),
      warn: at('warn', true),
      error: at('error', true),
    },
    recent(limit, afterId = 0) {
      const count = Math.min(limit, records.size, Math.max(0, lastId - afterId))
      const found: TelemetryRecord[] = []
      for (let index = records.size - count; index < records.size; index += 1) {
        const record = records.at(index)
        if (record !== undefined) found.push(record)
      }
      return found
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
