import { STATUS_CODES } from 'node:http'

/** Every kind of problem with its status: the `type` of an answer is `urn:mevscope:problem:<kind>`. */
export const PROBLEMS = {
  /** Parameters that are unknown, repeated, malformed or out of bounds; `errors` names each. */
  'invalid-parameters': 400,
  /** A request that HTTP itself does not allow, for example a path with broken escapes, or with two credentials. */
  'bad-request': 400,
  /** A key is needed, and none was sent or none that is known. */
  unauthorized: 401,
  /** A browser page of another origin asked for the stream. */
  'foreign-origin': 403,
  /** The path is none of the API's. */
  'unknown-path': 404,
  /** The thing that the path names is not known. */
  'not-found': 404,
  /** The path does not take the method; `Allow` says which it takes. */
  'method-not-allowed': 405,
  /** A body, where none is taken. */
  'content-too-large': 413,
  /** A path or a query that is longer than any of the API's. */
  'uri-too-long': 414,
  /** The name in `Host` is not one of this server. */
  'wrong-host': 421,
  /** `/stream` was asked for without a WebSocket upgrade. */
  'upgrade-required': 426,
  /** Too many requests of one key or one address; `Retry-After` says when the next one is taken. */
  'rate-limited': 429,
  /** More headers than any client needs. */
  'headers-too-large': 431,
  /** Something unexpected; the log of the server has it. */
  internal: 500,
  /** What this process does not do, for example a report of its sources where it has none. */
  'not-built': 501,
  /** At present not possible; later it may be. */
  unavailable: 503,
  /** What was asked for could not be read within the time for one answer. */
  timeout: 504,
} as const satisfies Readonly<Record<string, number>>
export type ProblemKind = keyof typeof PROBLEMS
export const PROBLEM_KINDS = Object.keys(PROBLEMS) as readonly ProblemKind[] // keys of a closed record

/** What is wrong with one parameter. */
export interface ParameterError {
  readonly in: 'query' | 'path' | 'header'
  readonly name: string
  readonly detail: string
}

/** The body of every error: RFC 9457, `application/problem+json`. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** The path that was asked for, without its query. */
  readonly instance: string
  readonly errors?: readonly ParameterError[]
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json'

/** Long enough for every path of the API, short enough to echo. */
const MAX_INSTANCE_CHARS = 200

export function createProblem(
  kind: ProblemKind,
  detail: string,
  instance: string,
  errors?: readonly ParameterError[],
): Problem {
  const status = PROBLEMS[kind]
  const problem: Problem = {
    type: `urn:mevscope:problem:${kind}`,
    title: STATUS_CODES[status] ?? kind,
    status,
    detail,
    instance: instance.slice(0, MAX_INSTANCE_CHARS),
  }
  return errors === undefined ? problem : { ...problem, errors }
}
