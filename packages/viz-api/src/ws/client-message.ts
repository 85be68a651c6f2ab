import { z } from 'zod'
import { eventKind } from '../schema/parameters.ts'

/** What a client may send. Fields of `subscribe` mean what they mean in the query of `/stream`. */
const CLIENT_MESSAGE = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('subscribe'),
    from_seq: z.int().min(0).optional(),
    kinds: z.array(eventKind).min(1).optional(),
    chain_id: z.int().min(1).optional(),
    min_score: z.number().min(0).max(100).optional(),
  }),
  z.strictObject({ op: z.literal('ping') }),
])

/** A message after validation. */
export type ClientMessage = z.output<typeof CLIENT_MESSAGE>

/** Reads a client's message; a string says what is wrong with it. */
export function parseClientMessage(text: string): ClientMessage | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'not JSON'
  }
  const result = CLIENT_MESSAGE.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  return issue === undefined ? 'invalid' : `${issue.path.join('.') || 'message'}: ${issue.message}`
}
