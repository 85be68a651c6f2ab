import type { Logger, TelemetryRecord } from '@org/events'

/** From what is seldom of interest to what always is. */
export const LEVELS = ['debug', 'info', 'warn', 'error'] as const satisfies readonly (keyof Logger)[]
export type Level = (typeof LEVELS)[number]

/** True for records of this level and above. */
export function isAtLeast(level: Level): (record: TelemetryRecord) => boolean {
  const least = LEVELS.indexOf(level)
  return (record) => LEVELS.indexOf(record.level) >= least
}
