import { createHash } from 'node:crypto'
import type { Hash } from '@org/events'

/** A made-up hash that stays the same. */
export function hashOfText(text: string): Hash {
  return `0x${createHash('sha256').update(text).digest('hex')}` as Hash // 32 bytes in lower case
}
