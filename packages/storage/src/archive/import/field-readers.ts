import { type Hex, parseBytes, toWei, type Wei } from '@org/events'

/** A column that does not hold what belongs there; the message names column and content. */
export class BadField extends Error {}

/** The largest time that an event can carry, in milliseconds. */
const MAX_TIME_MS = Math.floor(Number.MAX_SAFE_INTEGER / 1000)
const MAX_AMOUNT = 2n ** 256n - 1n
const SOURCE_NAME = /^[^\p{Cc}]{1,128}$/u

/** A time in Unix milliseconds that an event can carry. */
export function time(name: string, text: string): number {
  const value = integer(name, text)
  if (value === 0 || value > MAX_TIME_MS) throw new BadField(`${name} ${show(text)}`)
  return value
}

export function integer(name: string, text: string): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(value)) throw new BadField(`${name} ${show(text)}`)
  return value
}

export function signed(name: string, text: string): number {
  return text.startsWith('-') ? -integer(name, text.slice(1)) : integer(name, text)
}

export function amount(name: string, text: string): Wei {
  if (/^\d{1,78}$/.test(text)) {
    const value = BigInt(text)
    if (value <= MAX_AMOUNT) return toWei(value)
  }
  throw new BadField(`${name} ${show(text)}`)
}

export function bytes(name: string, text: string): Hex {
  const value = parseBytes(text.startsWith('0x') || text.startsWith('0X') ? text : `0x${text}`)
  if (value === null) throw new BadField(`${name} ${show(text)}`)
  return value
}

export function show(text: string): string {
  return text === '' ? 'is missing' : JSON.stringify(text.slice(0, 40))
}

/** The name of a source: it becomes part of a source id. */
export function sourceNameIn(name: string, text: string): string {
  if (!SOURCE_NAME.test(text)) throw new BadField(`${name} ${show(text)}`)
  return text
}

/** Unix seconds of a block, from milliseconds. */
export function blockTime(name: string, ms: number): number {
  if (ms < 0 || ms > MAX_TIME_MS) throw new BadField(`${name} ${ms}`)
  return Math.floor(ms / 1000)
}
