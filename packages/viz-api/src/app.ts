import type { Clock, Logger } from '@org/events'
import express, { type Express, type IRouter, type Request, type RequestHandler } from 'express'
import type { Caller } from './auth/caller.ts'
import { invalidParameters, problemAnswer } from './http/answer.ts'
import { reportFailure } from './http/failure.ts'
import { markRoute, measureRequests } from './http/measure.ts'
import type { PageFiles } from './http/page.ts'
import { sendAnswer } from './http/send.ts'
import type { VizApiMetrics } from './metrics.ts'
import type { Role } from './options.ts'
import type { Handlers, RequestContext } from './routes/handlers.ts'
import { NOT_BUILT, type NotBuilt } from './schema/not-built.ts'
import { parseInput } from './schema/parse.ts'
import type { RouteSpec } from './schema/route-spec.ts'
import { ROUTE_NAMES, ROUTES, type RouteName } from './schema/route-table.ts'

/** What the application is made of. */
export interface AppOptions {
  readonly role: Role
  readonly handlers: Handlers
  /** `null`: `/` says how to make the page. */
  readonly page: PageFiles | null
  readonly callerOf: (request: Request) => Caller
  readonly metrics: VizApiMetrics
  readonly logger: Logger
  readonly clock: Clock
}

/** The express application: a function from request to response, which opens nothing. */
export function createApp(options: AppOptions): Express {
  const app = express()
  app.disable('etag')
  app.disable('x-powered-by')
  app.enable('strict routing')
  app.enable('case sensitive routing')
  // Parameters are read from the URL itself, where a repeated one is still seen.
  app.set('query parser', false)
  app.use(measureRequests(options.metrics, options.clock))
  const isWorker = options.role === 'worker'
  for (const name of ROUTE_NAMES) {
    if (!isWorker || ROUTES[name].group !== 'data') mountRoute(app, name, options)
  }
  if (!isWorker) {
    for (const entry of NOT_BUILT) mountNotBuilt(app, entry)
    mountPage(app, options.page)
  }
  app.use((request, response) => {
    sendAnswer(request, response, problemAnswer('unknown-path', unknownPath(options.role)))
  })
  app.use(reportFailure(options.logger))
  return app
}

function unknownPath(role: Role): string {
  return role === 'worker'
    ? 'Unknown path. This process is a worker: it serves /health, /ready, /metrics and what it says of itself.'
    : 'Unknown path.'
}

function mountRoute(app: IRouter, name: RouteName, { handlers, callerOf }: AppOptions): void {
  const spec: RouteSpec = ROUTES[name]
  // The name ties handler and input together, which the compiler cannot see across a union.
  const handler = handlers[name] as Handlers[RouteName] as (
    input: unknown,
    context: RequestContext,
  ) => ReturnType<Handlers[RouteName]>
  const handle: RequestHandler = async (request, response) => {
    markRoute(response, spec.path)
    const params: Record<string, string> = {}
    for (const [key, value] of Object.entries(request.params)) params[key] = String(value)
    const input = parseInput(name, params, searchOf(request.originalUrl))
    if (!input.ok) {
      sendAnswer(request, response, invalidParameters(input.errors))
      return
    }
    const left = new AbortController()
    response.once('close', () => left.abort())
    sendAnswer(
      request,
      response,
      await handler(input.value, {
        signal: left.signal,
        headers: request.headers,
        caller: callerOf(request),
      }),
    )
  }
  for (const path of [spec.path, ...spec.aliases]) {
    const route = app.route(path.replaceAll(/\{(\w+)\}/g, ':$1'))
    if (spec.method === 'GET') route.get(handle)
    else route.post(handle)
    route.all(methodNotAllowed(spec.path, spec.method === 'GET' ? 'GET, HEAD' : spec.method))
  }
}

function searchOf(url: string): URLSearchParams {
  const start = url.indexOf('?')
  return new URLSearchParams(start === -1 ? '' : url.slice(start + 1))
}

function mountNotBuilt(app: IRouter, { method, path }: NotBuilt): void {
  const handle: RequestHandler = (request, response) => {
    markRoute(response, path)
    const detail = `${method} ${path} is not built yet; docs/roadmap.md of the repository says what comes when.`
    sendAnswer(request, response, problemAnswer('not-built', detail))
  }
  const route = app.route(path)
  if (method === 'GET') route.get(handle)
  else route.post(handle)
  route.all(methodNotAllowed(path, method === 'GET' ? 'GET, HEAD' : method))
}

function methodNotAllowed(template: string, allow: string): RequestHandler {
  return (request, response) => {
    markRoute(response, template)
    const detail = `${request.method} is not allowed here; allowed: ${allow}.`
    sendAnswer(request, response, problemAnswer('method-not-allowed', detail, { allow }))
  }
}

/** The page's files at `/`; where they are missing, `/` says how to make them. */
function mountPage(app: IRouter, page: PageFiles | null): void {
  if (page !== null) {
    app.use((request, response, next) => {
      markRoute(response, 'page')
      page(request, response, (error?: unknown) => {
        response.locals.route = undefined
        next(error)
      })
    })
  }
  const route = app.route('/')
  route.get((request, response) => {
    markRoute(response, 'page')
    sendAnswer(
      request,
      response,
      problemAnswer(
        'not-found',
        'The page is not built. `npx -y pnpm@12 build` in the repository builds it.',
      ),
    )
  })
  route.all(methodNotAllowed('page', 'GET, HEAD'))
}
