import { maskText } from '@org/events'
import { wordAt } from './call-data.ts'

const ERROR = '0x08c379a0'
const PANIC = '0x4e487b71'
const MOST_CHARS = 200

/** What a revert says: the text of `Error(string)`, the number of a panic, else the selector of a custom error. */
export function revertReason(data: unknown, message: string): string {
  if (typeof data !== 'string' || !/^0x[0-9a-fA-F]{8,}$/.test(data)) return maskText(message, MOST_CHARS)
  const selector = data.slice(0, 10).toLowerCase()
  const words = `0x${data.slice(10)}`
  if (selector === ERROR) {
    const length = Number(wordAt(words, 1) ?? 0n)
    const text = Buffer.from(words.slice(2 + 128, 2 + 128 + 2 * Math.min(length, MOST_CHARS)), 'hex')
    return maskText(text.toString('utf8'), MOST_CHARS)
  }
  if (selector === PANIC) return `panic 0x${(wordAt(words, 0) ?? 0n).toString(16)}`
  return `custom error ${selector}`
}
