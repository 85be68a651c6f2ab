import type { EndpointPool } from './endpoint-pool.ts'

/** Waits until a batch or a chain check ended, the time is over, or the signal aborts. Never rejects. */
export async function poolChange(pool: EndpointPool, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const wake = (): void => resolve()
  const timer = setTimeout(wake, ms)
  const release = pool.onChange(wake)
  signal.addEventListener('abort', wake)
  await promise
  clearTimeout(timer)
  release()
  signal.removeEventListener('abort', wake)
}
