/** Fields of a log record; values are JSON. Secrets in URLs must be masked by the caller (`maskUrl`). */
export type LogFields = Readonly<Record<string, unknown>>

/** Structured logging as a port: the application brings the implementation. */
export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

const ignore = (): void => {}

/** Says nothing. */
export const noopLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore }
