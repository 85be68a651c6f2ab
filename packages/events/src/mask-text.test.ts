import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskText } from './mask-text.ts'

describe('of a text of somebody else', () => {
  test.each([
    [
      'request to https://node.invalid/v3/0123456789abcdef0123 failed',
      'request to https://node.invalid/v3/*** failed',
    ],
    ['dial wss://user:secret@node.invalid/?key=abc: refused', 'dial wss://***@node.invalid?key=***: refused'],
    ['no such project: 0123456789abcdef0123456789abcdef', 'no such project: ***'],
    ['node.invalid/v2/aBc-12345_defGHIJ67890klm refused', 'node.invalid/v2/*** refused'],
    ['api_key=hunter2 is not known', 'api_key=*** is not known'],
    ['Authorization: Bearer abcdef', 'Authorization: Bearer ***'],
  ])('secrets do not stay: %s', (text, shown) => {
    expect(maskText(text)).toBe(shown)
  })

  test.each([
    'execution reverted: UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT',
    'TransferHelper::transferFrom: transferFrom failed',
    'err: insufficient funds for gas * price + value: address 0x00000000000000000000000000000000deadbeef have 12345678901234567890123 want 1',
    'token transfer failed: token 0x00000000000000000000000000000000deadbeef',
    'the method eth_simulateV1 does not exist/is not available',
  ])('what says something stays: %s', (text) => {
    expect(maskText(text, 500)).toBe(text)
  })

  test('nothing that cannot be printed stays, and nothing long', () => {
    expect(maskText('a\u0000b\u001b[31mc\u202Ed\n')).toBe('a?b?[31mc?d?')
    const long = maskText('x '.repeat(1_000))
    expect(long).toHaveLength(200)
    expect(long.endsWith('…')).toBe(true)
  })

  test('any text stays within the bound, printable and whole', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 2, max: 50 }),
        (text, most) => {
          const shown = maskText(text, most)
          expect(shown.length).toBeLessThanOrEqual(most)
          expect(shown).not.toMatch(/\p{Cc}/u)
        },
      ),
    )
  })

  test('a hostile text takes no time to speak of', () => {
    const started = performance.now()
    for (const part of ['a1-', 'token ', 'a:', '://', '0x', 'api_key=']) maskText(part.repeat(100_000))
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})
