import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allocateFrame,
  decodeFrameHeader,
  decodeSegmentHeader,
  encodeSegmentHeader,
  FRAME_HEADER_BYTES,
  frameBytes,
  sealFrame,
} from './frame.ts'

const seq = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })

describe('frame', () => {
  it('gives back its numbers, up to the largest safe integer', () => {
    fc.assert(
      fc.property(
        seq,
        fc.integer({ min: 1, max: 2 ** 32 - 1 }),
        fc.nat(200),
        (firstSeq, count, payloadBytes) => {
          const frame = allocateFrame(payloadBytes)
          expect(frame.length % 8).toBe(0)
          sealFrame(frame, payloadBytes, firstSeq, count)
          expect(decodeFrameHeader(frame)).toMatchObject({ firstSeq, count, payloadBytes })
        },
      ),
    )
  })

  it('does not accept a header with any bit changed, nor zeros', () => {
    const frame = allocateFrame(5)
    sealFrame(frame, 5, 77, 1)
    for (let bit = 0; bit < FRAME_HEADER_BYTES * 8; bit += 1) {
      const damaged = Buffer.from(frame)
      damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      expect(decodeFrameHeader(damaged)).toBeTypeOf('string')
    }
    expect(decodeFrameHeader(Buffer.alloc(FRAME_HEADER_BYTES))).toBeTypeOf('string')
  })

  it('refuses a length beyond the bound even with a matching checksum', () => {
    const frame = Buffer.alloc(frameBytes(0))
    sealFrame(frame, 2 ** 32 - 1, 1, 1)
    expect(decodeFrameHeader(frame)).toMatch(/exceeds the bound/)
  })
})

describe('segment header', () => {
  it('gives back its numbers and does not accept any bit changed', () => {
    const bytes = encodeSegmentHeader({ firstSeq: 2 ** 40, previousSeq: 2 ** 40 - 1 })
    expect(decodeSegmentHeader(bytes)).toEqual({ firstSeq: 2 ** 40, previousSeq: 2 ** 40 - 1 })
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const damaged = Buffer.from(bytes)
      damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      expect(decodeSegmentHeader(damaged)).toBeTypeOf('string')
    }
  })
})
