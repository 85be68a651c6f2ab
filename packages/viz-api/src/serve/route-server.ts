import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '@org/events'
import type { Caller } from '../auth/caller.ts'
import { type Answer, invalidParameters, problemAnswer } from '../http/answer.ts'
import type { Compressor } from '../http/compressor.ts'
import type { FailureReport } from '../http/failure.ts'
import type { RouteMarks } from '../http/measure.ts'
import { sendAnswer } from '../http/send.ts'
import { splitTarget } from '../http/target.ts'
import type { VizApiMetrics } from '../metrics.ts'
import type { Handlers, RequestContext } from '../routes/handlers.ts'
import { parseInput } from '../schema/parse.ts'
import type { RouteSpec } from '../schema/route-spec.ts'
import { ROUTE_NAMES, ROUTES, type RouteInput, type RouteName } from '../schema/route-table.ts'
import { createPlaces, type Places } from './places.ts'
import { createReadBudget } from './read-budget.ts'
import type { ReadKind, ReadLimits } from './read-limits.ts'
import { LazyContext, type OwnedContext } from './request-context.ts'
import { createSharedAnswers, type Version } from './shared-answers.ts'
import type { Versions } from './versions.ts'

/** What answers requests for routes. */
export interface RouteServerOptions {
  readonly handlers: Handlers
  readonly versions: Versions
  readonly limits: ReadLimits
  readonly callerOf: (request: IncomingMessage) => Caller
  readonly compressor: Compressor
  readonly marks: RouteMarks
  readonly reportFailure: FailureReport
  readonly metrics: VizApiMetrics
  readonly clock: Clock
}

/** Answers requests for the routes of the table: validates, shares what can be shared, bounds what must be waited for. */
export interface RouteServer {
  /** @param params of the path, as they were sent */
  serve(
    name: RouteName,
    params: Readonly<Record<string, string>>,
    request: IncomingMessage,
    response: ServerResponse,
  ): void
}

type AnyInput = RouteInput<RouteName>
type AnyHandler = (input: AnyInput, context: RequestContext) => Answer | Promise<Answer>

/** Reads that may go to the log or to ClickHouse. */
const READS: ReadonlySet<RouteName> = new Set(
  ROUTE_NAMES.filter((name) => {
    const { problems }: RouteSpec = ROUTES[name]
    return problems.includes('timeout')
  }),
)
/** Rows up to which a read is a light one. */
const LIGHT_ROWS = 200

export function createRouteServer(options: RouteServerOptions): RouteServer {
  const { handlers, versions, limits, callerOf, compressor, marks, reportFailure, metrics, clock } = options
  const shared = createSharedAnswers(limits.sharedBytes, () => clock.monotonicMs())
  const budget = createReadBudget(limits.heldBytes)
  // First pages come from memory, unless it is short, and further ones do not hold them up.
  const places: Readonly<Record<ReadKind, Places>> = {
    first: createPlaces(limits.light),
    light: createPlaces(limits.light),
    heavy: createPlaces(limits.heavy),
  }

  /** Through a place among the reads. */
  function read(
    kind: ReadKind,
    context: OwnedContext,
    make: () => Promise<Answer>,
  ): Answer | Promise<Answer> {
    const { signal } = context
    const reading = places[kind].run(() => beforeAbort(make(), signal), signal)
    if (reading !== null) return reading.finally(() => context.done())
    context.done()
    metrics.refusedReads[kind].inc()
    return problemAnswer('unavailable', 'Too many reads are under way.', { 'retry-after': '1' })
  }

  function answer(
    name: RouteName,
    input: AnyInput,
    key: string,
    contextFor: (response: ServerResponse | null) => OwnedContext,
    response: ServerResponse,
  ): Answer | Promise<Answer> {
    // The name ties handler, version and input together, which the compiler cannot see across a union.
    const handler = handlers[name] as AnyHandler
    const versionOf = versions[name] as ((input: AnyInput) => Version | null) | undefined
    const version = versionOf?.(input) ?? null
    if (version !== null) {
      const ageMs = name === 'snapshot' ? limits.snapshotAgeMs : 0
      const make = (): Answer | Promise<Answer> => {
        const context = contextFor(null)
        return READS.has(name)
          ? read('first', context, async () => handler(input, context))
          : handler(input, context)
      }
      return shared.get({ key, version, ageMs, make })
    }
    const context = contextFor(response)
    if (!READS.has(name)) return handler(input, context)
    return read(isHeavy(name, input) ? 'heavy' : 'light', context, async () => handler(input, context))
  }

  function respond(
    name: RouteName,
    params: Readonly<Record<string, string>>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Answer | Promise<Answer> {
    const { search } = splitTarget(request.url ?? '')
    const input = parseInput(name, params, new URLSearchParams(search))
    if (!input.ok) return invalidParameters(input.errors)
    const contextFor = (waiting: ServerResponse | null): OwnedContext =>
      new LazyContext(request, waiting, callerOf(request), limits.timeoutMs, budget.share())
    return answer(name, input.value, `${name}?${search}`, contextFor, response)
  }

  return {
    serve(name, params, request, response) {
      const spec: RouteSpec = ROUTES[name]
      marks.mark(response, spec.path)
      const send = (made: Answer): void => sendAnswer(request, response, made, compressor)
      try {
        const made = respond(name, params, request, response)
        if (made instanceof Promise) {
          made.then(send).catch((error: unknown) => reportFailure(error, request, response))
        } else send(made)
      } catch (error) {
        reportFailure(error, request, response)
      }
    },
  }
}

function isHeavy(name: RouteName, { query }: AnyInput): boolean {
  return name === 'replay' || ('limit' in query && query.limit > LIGHT_ROWS)
}

/** The outcome, or the reason of the signal, also where whoever reads does not heed it. */
async function beforeAbort<T>(outcome: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const onAbort = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  try {
    return await Promise.race([outcome, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
