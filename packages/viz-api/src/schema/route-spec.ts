import type { z } from 'zod'
import type { ProblemKind } from '../http/problem.ts'
import type { ResponseSpec } from './responses.ts'

/** One operation of the API, as data: what it takes and what it may answer. */
export interface RouteSpec {
  /** `GET` answers `HEAD`, too. */
  readonly method: 'GET' | 'POST'
  /** Template with `{name}` parameters; also the label of the metrics. */
  readonly path: string
  /** Older names of the same path. */
  readonly aliases: readonly string[]
  readonly summary: string
  /**
   * `operations` are served by every role and stay public when keys are asked for; `internals` are what a process says of
   * itself: served by every role, too, for whoever has a key.
   */
  readonly group: 'operations' | 'internals' | 'data'
  readonly params: z.ZodObject
  readonly query: z.ZodObject
  /** By status; what is not listed is never sent, but for problems. */
  readonly responses: Readonly<Record<number, ResponseSpec>>
  /** Problems beside those of every route: see `EVERYWHERE` in `openapi.ts`. */
  readonly problems: readonly ProblemKind[]
}
