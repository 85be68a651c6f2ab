import { isMevscopeError } from '@org/events'

/** What the process says by its end. */
export const EXIT = {
  clean: 0,
  /** Configuration or data that a restart will not mend. */
  permanent: 1,
  /** Worth restarting. */
  retryable: 75,
} as const

/** The exit code for an error: its own word on whether trying again may help; what is not ours may pass. */
export function exitCodeOf(error: unknown): number {
  return isMevscopeError(error) && !error.retryable ? EXIT.permanent : EXIT.retryable
}

/**
 * Calls back on the first SIGINT, SIGTERM, or when the parent process that opened an IPC channel goes away; later
 * ones are ignored, since a terminal and a supervisor may both send one.
 */
export function onStopRequest(stop: (reason: string) => void): void {
  let isAsked = false
  const ask = (reason: string): void => {
    if (isAsked) return
    isAsked = true
    stop(reason)
  }
  process.on('SIGINT', () => ask('SIGINT'))
  process.on('SIGTERM', () => ask('SIGTERM'))
  process.on('disconnect', () => ask('parent process gone'))
}
