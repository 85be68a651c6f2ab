import { hash } from 'node:crypto'
import type { Caller } from './caller.ts'

/** What tickets are made of and how long they live. */
export interface TicketsOptions {
  /** How long one can be used, in milliseconds. */
  readonly ttlMs: number
  /** Unused tickets at once, of all callers together; of one caller a tenth of them. */
  readonly max: number
  readonly monotonicMs: () => number
  readonly randomBytes: (size: number) => Buffer
}

/** Tickets stand in for a key where a browser cannot send a header: each opens one stream, once, soon. */
export interface Tickets {
  readonly ttlMs: number
  /** `null` while too many are unused. */
  issue(caller: Caller): string | null
  /** Whose it is; `null` when it is unknown, used or too old. It cannot be used again, whatever comes of it. */
  redeem(ticket: string): Caller | null
  /** Tickets that can be used. */
  size(): number
}

const TICKET_BYTES = 32
/** Of such bytes in base64url. */
const TICKET_TEXT = /^[\w-]{43}$/
const SHARE_OF_ONE_CALLER = 0.1

export function createTickets({ ttlMs, max, monotonicMs, randomBytes }: TicketsOptions): Tickets {
  // By hash: what is in memory opens nothing, and the time of a look-up tells nothing of a ticket.
  const unused = new Map<string, { readonly caller: Caller; readonly untilMs: number }>()
  const counts = new Map<string, number>()

  function forget(ticketHash: string, caller: Caller): void {
    unused.delete(ticketHash)
    const owner = ownerOf(caller)
    const count = (counts.get(owner) ?? 0) - 1
    if (count > 0) counts.set(owner, count)
    else counts.delete(owner)
  }

  /** In order of age, so it ends at the first that lives. */
  function forgetOld(nowMs: number): void {
    for (const [ticketHash, { caller, untilMs }] of unused) {
      if (untilMs > nowMs) return
      forget(ticketHash, caller)
    }
  }

  return {
    ttlMs,
    issue(caller) {
      const nowMs = monotonicMs()
      forgetOld(nowMs)
      const owner = ownerOf(caller)
      const count = counts.get(owner) ?? 0
      if (unused.size >= max || count >= Math.ceil(max * SHARE_OF_ONE_CALLER)) return null
      const ticket = randomBytes(TICKET_BYTES).toString('base64url')
      unused.set(hashOf(ticket), { caller, untilMs: nowMs + ttlMs })
      counts.set(owner, count + 1)
      return ticket
    },
    redeem(ticket) {
      forgetOld(monotonicMs())
      if (!TICKET_TEXT.test(ticket)) return null
      const ticketHash = hashOf(ticket)
      const found = unused.get(ticketHash)
      if (found === undefined) return null
      forget(ticketHash, found.caller)
      return found.caller
    },
    size: () => unused.size,
  }
}

function ownerOf(caller: Caller): string {
  return caller.kind === 'key' ? String(caller.index) : caller.kind
}

function hashOf(ticket: string): string {
  return hash('sha256', ticket, 'base64')
}
