import type { Encoding } from './accept-encoding.ts'

/** The bytes of a document, which any number of answers may share, with the packed forms that were asked for. */
export interface Body {
  readonly bytes: Buffer
  readonly packed: Map<Encoding, Promise<Buffer | null>>
}

/** @param text JSON, HTML or the like */
export function createBody(text: string): Body {
  return { bytes: Buffer.from(text), packed: new Map() }
}
