import { MevscopeError, type MevscopeErrorOptions } from '@org/events'
import type { Problem } from './http/problem.ts'

export const VIZ_CLIENT_ERROR_CODES = [
  /** An option that cannot work. */
  'CONFIG_INVALID',
  /** No whole answer: the server is not there, left in the middle of it, or did not end it in time. */
  'UNREACHABLE',
  /** The server answered with a problem: see `problem` and `status`. */
  'REFUSED',
  /** The answer is not what the contract says: another program listens there. */
  'ANSWER_MALFORMED',
  /** A stream has one reader; another one came. */
  'STREAM_TAKEN',
] as const
export type VizClientErrorCode = (typeof VIZ_CLIENT_ERROR_CODES)[number]

export interface VizClientErrorOptions extends MevscopeErrorOptions {
  readonly status?: number
  readonly problem?: Problem
  readonly retryAfterMs?: number
}

/** Every error of this package. */
export class VizClientError extends MevscopeError<VizClientErrorCode> {
  /** HTTP status of a refusal; `null` without an answer. */
  readonly status: number | null
  /** The problem document of a refusal, where it was one. */
  readonly problem: Problem | null
  /** What the server asks to wait, milliseconds; `null` when it did not say. */
  readonly retryAfterMs: number | null

  constructor(code: VizClientErrorCode, message: string, options: VizClientErrorOptions) {
    super(code, message, options)
    this.status = options.status ?? null
    this.problem = options.problem ?? null
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}
