import type { ServerResponse } from 'node:http'
import type { Json } from '@org/events'
import type { Body } from './body.ts'
import { type ParameterError, PROBLEMS, type ProblemKind } from './problem.ts'

/** A document to send. */
export interface DocumentAnswer {
  readonly kind: 'document'
  readonly status: 200 | 201 | 503
  readonly contentType: string
  readonly headers: Readonly<Record<string, string>>
  /** Makes the text; not called when the client's copy (`etag` in `headers`) is still good. */
  readonly body: () => string | Body
}

/** A problem to report. */
export interface ProblemAnswer {
  readonly kind: 'problem'
  readonly problem: ProblemKind
  readonly detail: string
  readonly headers: Readonly<Record<string, string>>
  readonly errors?: readonly ParameterError[]
}

/** An answer without an end of its own, for example Server-Sent Events. */
interface StreamAnswer {
  readonly kind: 'stream'
  readonly status: 200
  readonly contentType: string
  readonly headers: Readonly<Record<string, string>>
  /** Takes the response over once its head was sent; not called for `HEAD`. Its `close` event ends it. */
  readonly open: (response: ServerResponse) => void
}

/** What a route answers: data, so that routes know nothing of the HTTP server. */
export type Answer = DocumentAnswer | ProblemAnswer | StreamAnswer

const NO_HEADERS: Readonly<Record<string, string>> = {}

/** Text that is JSON already. */
export function jsonAnswer(body: Json<unknown>, headers = NO_HEADERS): DocumentAnswer {
  return { kind: 'document', status: 200, contentType: 'application/json', headers, body: () => body }
}

/** A problem of one of the known kinds. */
export function problemAnswer(problem: ProblemKind, detail: string, headers = NO_HEADERS): ProblemAnswer {
  return { kind: 'problem', problem, detail, headers }
}

/** 400 that names every parameter at fault. */
export function invalidParameters(errors: readonly ParameterError[]): ProblemAnswer {
  const names = [...new Set(errors.map((error) => error.name))].join(', ')
  return {
    kind: 'problem',
    problem: 'invalid-parameters',
    detail: `Parameters at fault: ${names}.`,
    headers: NO_HEADERS,
    errors,
  }
}

/** The status that an answer is sent with. */
export function answerStatus(answer: Answer): number {
  return answer.kind === 'problem' ? PROBLEMS[answer.problem] : answer.status
}
