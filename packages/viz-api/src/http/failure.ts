import type { IncomingMessage, ServerResponse } from 'node:http'
import { errorMessage, isMevscopeError, type Logger } from '@org/events'
import { ClientLeft } from '../serve/request-context.ts'
import { type Answer, problemAnswer } from './answer.ts'
import { sendAnswer } from './send.ts'
import { splitTarget } from './target.ts'

/** Answers a request that failed. */
export type FailureReport = (error: unknown, request: IncomingMessage, response: ServerResponse) => void

/** The last stop of a thrown error: the log gets it whole, the client a problem without its insides. */
export function createFailureReport(logger: Logger): FailureReport {
  return (error, request, response) => {
    if (error instanceof ClientLeft) return
    const answer = failureAnswer(error)
    if (answer.problem !== 'bad-request') {
      logger.error('request failed', {
        method: request.method,
        path: splitTarget(request.url ?? '').path,
        error: errorMessage(error),
        stack: error instanceof Error ? error.stack : undefined,
      })
    }
    // Half an answer cannot be mended: the client must see that it is broken.
    if (response.headersSent) response.destroy()
    else sendAnswer(request, response, answer)
  }
}

function failureAnswer(error: unknown): Answer & { kind: 'problem' } {
  if (isMevscopeError(error) && error.code === 'READ_TIMEOUT') {
    return problemAnswer('timeout', 'Reading this took too long: ask for less, or for something newer.')
  }
  if (isMevscopeError(error) && error.code === 'READ_BUDGET') {
    const detail = 'Answers that are being read hold too much: ask for less, or later.'
    return problemAnswer('unavailable', detail, { 'retry-after': '1' })
  }
  if (isMevscopeError(error) && error.retryable) {
    return problemAnswer('unavailable', 'The data cannot be read at present.', { 'retry-after': '1' })
  }
  return isClientFault(error)
    ? problemAnswer('bad-request', 'The path or the headers of the request are malformed.')
    : problemAnswer('internal', 'Something unexpected happened; the log of the server has it.')
}

/** Express and its router mark what the client did wrong with a 4xx `status`. */
function isClientFault(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('status' in error)) return false
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500
}
