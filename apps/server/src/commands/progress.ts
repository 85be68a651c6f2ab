/** Says how far long work is. */
export interface Progress {
  show(text: string): void
  /** Takes the line away. */
  done(): void
}

export interface ProgressOptions {
  readonly write: (text: string) => void
  /** A terminal has one line that changes; anything else gets a line now and then. */
  readonly isTerminal: boolean
  readonly nowMs: () => number
}

const TERMINAL_MS = 100
const LINES_MS = 5_000
const CLEAR_LINE = '\r\u001b[K'

export function createProgress({ write, isTerminal, nowMs }: ProgressOptions): Progress {
  let shownMs = isTerminal ? Number.NEGATIVE_INFINITY : nowMs()
  let isShown = false
  return {
    show(text) {
      const now = nowMs()
      if (now - shownMs < (isTerminal ? TERMINAL_MS : LINES_MS)) return
      shownMs = now
      isShown = true
      write(isTerminal ? `${CLEAR_LINE}${text}` : `${text}\n`)
    },
    done() {
      if (isTerminal && isShown) write(CLEAR_LINE)
      isShown = false
    },
  }
}
