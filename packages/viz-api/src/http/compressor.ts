import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Encoding } from './accept-encoding.ts'
import type { Body } from './body.ts'

/** Packs bodies beside everything else, a bounded number at a time. */
export interface Compressor {
  /** The packed form, made once per body; `null` where the body is too small, or too many wait: send it as it is. */
  pack(body: Body, encoding: Encoding): Promise<Buffer | null> | null
}

/** Below this a packed form saves less than a packet. */
const MIN_BYTES = 1_024
/** Packing works on the threads that also carry the log's fdatasync, of which there are four. */
const RUNNING = 1
const WAITING = 32
/** Of a snapshot of 1 MB: 90 kB in 2.5 ms, 62 kB in 2.6 ms. Higher levels take twice as long for a tenth less. */
const GZIP = { level: 1 }
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } }

const packers: Readonly<Record<Encoding, (bytes: Buffer) => Promise<Buffer>>> = {
  br: (bytes) => promisify(brotliCompress)(bytes, BROTLI),
  gzip: (bytes) => promisify(gzip)(bytes, GZIP),
}

export function createCompressor(): Compressor {
  const queue: (() => void)[] = []
  let running = 0

  async function run(bytes: Buffer, encoding: Encoding): Promise<Buffer | null> {
    if (running < RUNNING) running += 1
    else await new Promise<void>((resolve) => queue.push(resolve))
    try {
      return await packers[encoding](bytes)
    } catch {
      return null // out of memory: the plain form is there
    } finally {
      const next = queue.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }

  return {
    pack(body, encoding) {
      const made = body.packed.get(encoding)
      if (made !== undefined) return made
      if (body.bytes.length < MIN_BYTES || queue.length >= WAITING) return null
      const packing = run(body.bytes, encoding)
      body.packed.set(encoding, packing)
      return packing
    },
  }
}
