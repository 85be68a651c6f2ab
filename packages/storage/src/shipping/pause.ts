/** Waiting that can be cut short. One waiter at a time. */
export interface Pause {
  /** Waits so many milliseconds, or until woken. */
  for(ms: number): Promise<void>
  untilWoken(): Promise<void>
  /** Ends the present wait; without one it does nothing. */
  wake(): void
}

export function createPause(): Pause {
  let end: (() => void) | null = null
  return {
    for(ms) {
      return new Promise((resolve) => {
        const finish = (): void => {
          clearTimeout(timer)
          end = null
          resolve()
        }
        const timer = setTimeout(finish, ms)
        end = finish
      })
    },
    untilWoken() {
      return new Promise((resolve) => {
        end = () => {
          end = null
          resolve()
        }
      })
    },
    wake: () => end?.(),
  }
}
