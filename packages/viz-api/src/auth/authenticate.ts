import type { RequestHead } from '../gate/request-head.ts'
import { type ProblemAnswer, problemAnswer } from '../http/answer.ts'
import { findHash, hashApiKey, type KeyHash } from './api-key.ts'
import type { Caller } from './caller.ts'
import type { Tickets } from './tickets.ts'

/** Who asks; `null`: no credential, or one that opens nothing; a problem: more than one. */
export type Authenticated = Caller | ProblemAnswer | null

const BEARER = /^bearer +(\S+)$/i

/**
 * Finds out who asks: by `x-api-key`, by `Authorization: Bearer`, or on the paths of streams by `?ticket=`. Two
 * credentials are refused even when they say the same: what stands before this server may have looked at the other one.
 */
export function authenticate(
  head: RequestHead,
  keys: readonly KeyHash[],
  tickets: Tickets | null,
): Authenticated {
  if (head.repeated.includes('x-api-key') || head.repeated.includes('authorization')) return conflict()
  const given = tickets === null ? [] : ticketsIn(head.search)
  const credentials =
    given.length + Number(head.apiKey !== undefined) + Number(head.authorization !== undefined)
  if (credentials > 1) return conflict()
  if (given[0] !== undefined) return tickets?.redeem(given[0]) ?? null
  const key =
    head.apiKey ?? (head.authorization === undefined ? undefined : BEARER.exec(head.authorization)?.[1])
  if (key === undefined) return null
  const index = findHash(keys, hashApiKey(key))
  return index === -1 ? null : { kind: 'key', index }
}

function ticketsIn(search: string): readonly string[] {
  return search === '' ? [] : new URLSearchParams(search).getAll('ticket')
}

function conflict(): ProblemAnswer {
  return problemAnswer('bad-request', 'More than one credential: send one key, or one ticket.')
}
