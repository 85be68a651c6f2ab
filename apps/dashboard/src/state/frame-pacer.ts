export interface FramePacerOptions {
  /** Shortest time between two pictures in milliseconds. @default 200 */
  readonly minIntervalMs?: number
  /** @default the document's */
  readonly requestAnimationFrame?: (callback: () => void) => void
  /** Milliseconds that never run backwards. @default performance.now */
  readonly nowMs?: () => number
}

/**
 * Requests an animation frame, but not sooner than `minIntervalMs` after the last: at 1,000 transactions a second
 * nobody reads 60 pictures, and drawing them would take the whole thread.
 */
export function createFramePacer(options: FramePacerOptions = {}): (callback: () => void) => void {
  const {
    minIntervalMs = 200,
    requestAnimationFrame = (callback: () => void) => globalThis.requestAnimationFrame(callback),
    nowMs = () => performance.now(),
  } = options
  let lastMs = Number.NEGATIVE_INFINITY
  return (callback) => {
    const draw = (): void => {
      lastMs = nowMs()
      callback()
    }
    const waitMs = lastMs + minIntervalMs - nowMs()
    if (waitMs <= 0) requestAnimationFrame(draw)
    else setTimeout(() => requestAnimationFrame(draw), waitMs)
  }
}
