/** Lets a bounded number of operations run, a bounded number wait, and refuses the rest. */
export interface Admission {
  /**
   * `refused` when too many wait already; the operation was not begun then. One that waits when its signal aborts is
   * not begun either: it rejects with the reason.
   */
  run<T>(operation: () => Promise<T>, signal?: AbortSignal): Promise<T | 'refused'>
}

export interface AdmissionOptions {
  readonly running: number
  readonly waiting: number
  readonly onRefused: () => void
}

export function createAdmission(options: AdmissionOptions): Admission {
  const queue = new Set<() => void>()
  let running = 0

  function leave(): void {
    const [next] = queue
    // The place passes on without being given back in between.
    if (next === undefined) running--
    else {
      queue.delete(next)
      next()
    }
  }

  async function wait(signal: AbortSignal | undefined): Promise<void> {
    const turn = Promise.withResolvers<void>()
    const give = (): void => turn.resolve()
    const onAbort = (): void => {
      if (queue.delete(give)) turn.reject(signal?.reason)
    }
    queue.add(give)
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      await turn.promise
    } finally {
      signal?.removeEventListener('abort', onAbort)
    }
  }

  return {
    async run<T>(operation: () => Promise<T>, signal?: AbortSignal): Promise<T | 'refused'> {
      signal?.throwIfAborted()
      if (running < options.running) running++
      else if (queue.size < options.waiting) await wait(signal)
      else {
        options.onRefused()
        return 'refused'
      }
      try {
        signal?.throwIfAborted()
        return await operation()
      } finally {
        leave()
      }
    },
  }
}
