import { errorMessage, isMevscopeError, type Logger } from '@org/events'
import type { ErrorRequestHandler } from 'express'
import { type Answer, problemAnswer } from './answer.ts'
import { sendAnswer } from './send.ts'

/** The last stop of a thrown error: the log gets it whole, the client a problem without its insides. */
export function reportFailure(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const answer = failureAnswer(error)
    if (answer.problem !== 'bad-request') {
      logger.error('request failed', {
        method: request.method,
        path: request.path,
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
