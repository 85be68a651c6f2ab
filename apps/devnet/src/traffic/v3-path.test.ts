import { describe, expect, it } from 'vitest'
import { encodeV3Path, singlePool } from './v3-path.ts'

const A = '0x00000000000000000000000000000000000000aa'
const B = '0x00000000000000000000000000000000000000bb'
const C = '0x00000000000000000000000000000000000000cc'

describe('encodeV3Path', () => {
  it('puts three bytes of fee between the tokens', () => {
    expect(encodeV3Path([A, B, C], [500, 3000], false)).toBe(`${A}0001f4${B.slice(2)}000bb8${C.slice(2)}`)
  })

  it('goes from the last token to the first for exact outputs', () => {
    expect(encodeV3Path([A, B, C], [500, 3000], true)).toBe(encodeV3Path([C, B, A], [3000, 500], false))
  })
})

describe('singlePool', () => {
  it('names both tokens and the fee', () => {
    expect(singlePool([A, B], [500])).toEqual({ tokenIn: A, tokenOut: B, fee: 500 })
  })

  it('refuses a longer path', () => {
    expect(() => singlePool([A, B, C], [500, 3000])).toThrow('not a path of one pool')
  })
})
