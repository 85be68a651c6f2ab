import { toJson } from '@org/events'
import type { Caller } from '../auth/caller.ts'
import type { Tickets } from '../auth/tickets.ts'
import { type Answer, jsonAnswer, problemAnswer } from '../http/answer.ts'

/** A ticket for a stream that a browser opens. Also where no key is asked for, so that clients need not know. */
export function ticket(tickets: Tickets, caller: Caller): Answer {
  const issued = tickets.issue(caller)
  if (issued !== null) {
    return jsonAnswer(toJson({ ticket: issued, expires_in_s: Math.floor(tickets.ttlMs / 1000) }))
  }
  const retryAfter = String(Math.ceil(tickets.ttlMs / 1000))
  return problemAnswer('unavailable', 'Too many tickets are unused.', { 'retry-after': retryAfter })
}
