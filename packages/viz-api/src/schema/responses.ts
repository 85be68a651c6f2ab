import type { z } from 'zod'

/** A header of an answer, as the document of the API shows it. */
export interface HeaderSpec {
  readonly description: string
  /** Of its text. */
  readonly schema: z.ZodType
  /** Sent with every answer of this status. @default false */
  readonly always?: boolean
}

/** What an answer of one status looks like. Problems are not listed here: see `problems` of the route. */
export interface ResponseSpec {
  readonly description: string
  /** `null`: no body. */
  readonly mediaType: string | null
  /** Of a JSON body; `null` where the body is text or a stream. */
  readonly schema: z.ZodType | null
  readonly headers: Readonly<Record<string, HeaderSpec>>
}

const NO_HEADERS: Readonly<Record<string, HeaderSpec>> = {}

/** A JSON document. */
export function jsonBody(description: string, schema: z.ZodType, headers = NO_HEADERS): ResponseSpec {
  return { description, mediaType: 'application/json', schema, headers }
}

/** Text of another media type, whole or as a stream. */
export function textBody(description: string, mediaType: string, headers = NO_HEADERS): ResponseSpec {
  return { description, mediaType, schema: null, headers }
}

/** Only a status and headers. */
export function noBody(description: string, headers = NO_HEADERS): ResponseSpec {
  return { description, mediaType: null, schema: null, headers }
}
