/** Where `dev` writes: lines that stay, and one live line below them. */
export interface Terminal {
  /** A line that stays. */
  print(text: string): void
  /** Replaces the live line; without a terminal, prints it now and then. */
  live(text: string): void
  /** Ends the live line. */
  close(): void
}

/** How often the live line is printed where it cannot be replaced, in milliseconds. */
const PLAIN_EVERY_MS = 5_000
const DEFAULT_COLUMNS = 80
const CLEAR_LINE = '\r\u001b[2K'

export function createTerminal(out: NodeJS.WriteStream): Terminal {
  let shown = ''
  let printedAt = Number.NEGATIVE_INFINITY
  return {
    print(text: string): void {
      out.write(out.isTTY ? `${CLEAR_LINE}${text}\n${shown}` : `${text}\n`)
    },
    live(text: string): void {
      if (out.isTTY) {
        // A terminal of unknown width says 0.
        shown = text.slice(0, (out.columns || DEFAULT_COLUMNS) - 1)
        out.write(CLEAR_LINE + shown)
      } else if (performance.now() - printedAt >= PLAIN_EVERY_MS) {
        printedAt = performance.now()
        out.write(`${text}\n`)
      }
    },
    close(): void {
      if (out.isTTY && shown !== '') out.write('\n')
      shown = ''
    },
  }
}
