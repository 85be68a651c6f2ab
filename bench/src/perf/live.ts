/** One line of a terminal that is written again and again; elsewhere a line now and then. */
export interface Live {
  show(text: string): void
  /** A line that stays. */
  print(text: string): void
}

const PLAIN_EVERY_MS = 10_000
const CLEAR = '\r\u001b[2K'

export function createLive(out: NodeJS.WriteStream, nowMs: () => number): Live {
  let printedMs = Number.NEGATIVE_INFINITY
  return {
    show(text) {
      if (out.isTTY) out.write(CLEAR + text.slice(0, (out.columns || 80) - 1))
      else if (nowMs() - printedMs >= PLAIN_EVERY_MS) {
        printedMs = nowMs()
        out.write(`${text}\n`)
      }
    },
    print(text) {
      out.write(`${out.isTTY ? CLEAR : ''}${text}\n`)
    },
  }
}
