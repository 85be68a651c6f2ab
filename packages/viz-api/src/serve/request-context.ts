import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Caller } from '../auth/caller.ts'
import { VizApiError } from '../errors.ts'
import type { RequestContext } from '../routes/handlers.ts'
import type { BudgetShare } from './read-budget.ts'

/** A context with the means to end it. */
export interface OwnedContext extends RequestContext {
  /** The answer is there: the time no longer runs. */
  done(): void
}

/** What the signal of a request says when its client went away: there is nobody to answer. */
export class ClientLeft extends Error {}

/**
 * The context of a request whose signal is made when somebody asks for it: most answers come from memory in one go, and
 * need none.
 */
export class LazyContext implements OwnedContext {
  readonly headers: IncomingHttpHeaders
  readonly caller: Caller
  readonly #response: ServerResponse | null
  readonly #timeoutMs: number
  readonly #share: BudgetShare
  #controller: AbortController | null = null
  #timer: NodeJS.Timeout | undefined
  #onLeft: () => void = () => {}

  /** @param response `null` for an answer that others wait for, too: only the time ends it */
  constructor(
    request: IncomingMessage,
    response: ServerResponse | null,
    caller: Caller,
    timeoutMs: number,
    share: BudgetShare,
  ) {
    this.headers = request.headers
    this.caller = caller
    this.#response = response
    this.#timeoutMs = timeoutMs
    this.#share = share
  }

  get signal(): AbortSignal {
    const controller = this.#controller ?? this.#watch()
    this.#controller = controller
    return controller.signal
  }

  /** Not a method: it is handed on by itself. */
  readonly hold = (bytes: number): void => this.#share.take(bytes)

  done(): void {
    clearTimeout(this.#timer)
    this.#response?.off('close', this.#onLeft)
    this.#share.release()
  }

  #watch(): AbortController {
    const controller = new AbortController()
    this.#onLeft = () => controller.abort(new ClientLeft('the client went away'))
    if (this.#response?.destroyed === true) this.#onLeft()
    else this.#response?.once('close', this.#onLeft)
    this.#timer = setTimeout(() => controller.abort(timedOut(this.#timeoutMs)), this.#timeoutMs)
    this.#timer.unref()
    return controller
  }
}

/** The reason of a signal whose time was over. */
function timedOut(timeoutMs: number): VizApiError {
  return new VizApiError('READ_TIMEOUT', `reading took more than ${timeoutMs} ms`, { retryable: true })
}
