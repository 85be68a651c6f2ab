import { EVENT_KINDS, type Hash, parseHash } from '@org/events'
import { z } from 'zod'

/*
 * Parameters arrive as text and leave as values. Each schema is a codec: its output side (`io: 'output'` of
 * `z.toJSONSchema`) is what an OpenAPI document shows.
 */

/** An integer within bounds, written in plain decimal digits. */
function integer(min: number, max: number) {
  const error = `must be an integer from ${min} to ${max}`
  return z.codec(
    z.string().regex(/^\d{1,16}$/, { error }),
    z.int({ error }).min(min, { error }).max(max, { error }),
    {
      decode: Number,
      encode: String,
    },
  )
}

/** How many rows. */
export function limit(fallback: number, max: number) {
  return integer(1, max).default(fallback)
}

/** A position in the order of events. */
export const sequence = integer(0, Number.MAX_SAFE_INTEGER)

/** Events between two points. */
export const stride = integer(1, 5_000).default(1)

export const chainId = integer(1, Number.MAX_SAFE_INTEGER).optional()

const SCORE_ERROR = 'must be a number from 0 to 100'

/** A score, 0–100. */
export const score = z.codec(
  z.string().regex(/^\d{1,3}(?:\.\d{1,6})?$/, { error: SCORE_ERROR }),
  z.number().min(0, { error: SCORE_ERROR }).max(100, { error: SCORE_ERROR }),
  { decode: Number, encode: String },
)

/** Opaque to clients: whoever made it judges it. */
export const cursor = z
  .string()
  .min(1, { error: 'must not be empty' })
  .max(512, { error: 'must be at most 512 characters' })
  .optional()

/** Of `POST /auth/ticket`: judged before any parameter is. */
export const ticket = z
  .string()
  .regex(/^[\w-]{43}$/, { error: 'must be a ticket of POST /auth/ticket' })
  .optional()

export const strategy = z
  .string()
  .regex(/^[\w.-]{1,64}$/, {
    error: 'must be the name of a strategy: letters, digits, ".", "_", "-", at most 64',
  })
  .optional()

/** The id of a source as its configuration has it. */
export const sourceId = z
  .string()
  .min(1, { error: 'must not be empty' })
  .max(256, { error: 'must be at most 256 characters' })
  .optional()

export const eventKind = z.enum(EVENT_KINDS, {
  error: (issue) =>
    `knows no kind ${JSON.stringify(String(issue.input).slice(0, 40))}; kinds: ${EVENT_KINDS.join(', ')}`,
})

/** Names of event kinds, separated by commas. */
export const kinds = z
  .codec(z.string(), z.array(eventKind), {
    // The enum on the output side judges each name.
    decode: (text) => text.split(',') as z.input<typeof eventKind>[],
    encode: (names) => names.join(','),
  })
  .optional()

/** A transaction hash in any letter case. */
export const hash = z
  .string()
  .regex(/^0[xX][0-9a-fA-F]{64}$/, { error: 'must be 0x and 64 hex digits' })
  .transform((text, context): Hash => {
    const parsed = parseHash(text)
    if (parsed !== null) return parsed
    context.addIssue({ code: 'custom', message: 'must be 0x and 64 hex digits' })
    return z.NEVER
  })
