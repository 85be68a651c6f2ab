import type { LogFields, Logger } from '@org/events'

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
type Level = (typeof LEVELS)[number]

/** Log lines for somebody at a terminal. */
export function createTextLogger(write: (text: string) => void, level: Level): Logger {
  const at = (name: Exclude<Level, 'silent'>) => {
    if (LEVELS.indexOf(name) < LEVELS.indexOf(level)) return () => {}
    return (message: string, fields?: LogFields): void => {
      const more = Object.entries(fields ?? {}).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`)
      write(`${name}: ${message}${more.join('')}\n`)
    }
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
