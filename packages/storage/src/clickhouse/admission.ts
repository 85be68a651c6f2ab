/** Lets a bounded number of operations run, a bounded number wait, and refuses the rest. */
export interface Admission {
  /** `refused` when too many wait already; the operation was not begun then. */
  run<T>(operation: () => Promise<T>): Promise<T | 'refused'>
}

export interface AdmissionOptions {
  readonly running: number
  readonly waiting: number
  readonly onRefused: () => void
}

export function createAdmission(options: AdmissionOptions): Admission {
  const queue: (() => void)[] = []
  let running = 0

  function leave(): void {
    const next = queue.shift()
    // The place passes on without being given back in between.
    if (next === undefined) running--
    else next()
  }

  return {
    async run<T>(operation: () => Promise<T>): Promise<T | 'refused'> {
      if (running < options.running) running++
      else if (queue.length < options.waiting) await new Promise<void>((resolve) => queue.push(resolve))
      else {
        options.onRefused()
        return 'refused'
      }
      try {
        return await operation()
      } finally {
        leave()
      }
    },
  }
}
