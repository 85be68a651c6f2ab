/** Counts over the last full seconds, by the time of what is counted. */
export interface Rate {
  count(timeUs: number): void
  /** Of the {@link WINDOW_SECONDS} full seconds before now. */
  inWindow(nowUs: number): number
}

export const WINDOW_SECONDS = 10
/** More than the window, so that a source that lags a little still counts into its own second. */
const SLOTS = 32
const MICROS = 1_000_000

export function createRate(): Rate {
  const seconds = new Array<number>(SLOTS).fill(-1)
  const counts = new Array<number>(SLOTS).fill(0)
  return {
    count(timeUs: number): void {
      const second = Math.floor(timeUs / MICROS)
      const slot = second % SLOTS
      const held = seconds[slot] ?? -1
      if (held > second || slot < 0) return
      if (held === second) counts[slot] = (counts[slot] ?? 0) + 1
      else {
        seconds[slot] = second
        counts[slot] = 1
      }
    },
    inWindow(nowUs: number): number {
      const now = Math.floor(nowUs / MICROS)
      let sum = 0
      for (let slot = 0; slot < SLOTS; slot++) {
        const second = seconds[slot] ?? -1
        if (second >= now - WINDOW_SECONDS && second < now) sum += counts[slot] ?? 0
      }
      return sum
    },
  }
}
