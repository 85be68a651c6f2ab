import { describe, expect, it } from 'vitest'
import { convert } from './tokens.ts'

describe('convert', () => {
  it('minds prices and decimals', () => {
    expect(convert(10n ** 18n, 'WETH', 'USDC')).toBe(3_000_000_000n)
    expect(convert(15_000_000n, 'USDC', 'LINK')).toBe(10n ** 18n)
    expect(convert(10n ** 18n, 'DAI', 'USDC')).toBe(1_000_000n)
  })

  it('rounds down', () => {
    expect(convert(1n, 'DAI', 'USDC')).toBe(0n)
  })
})
