import type { RequestListener } from 'node:http'
import express, { type Express, type IRouter, type RequestHandler, type Response } from 'express'
import { problemAnswer } from './http/answer.ts'
import type { FailureReport } from './http/failure.ts'
import type { RouteMarks } from './http/measure.ts'
import type { PageFiles } from './http/page.ts'
import { sendAnswer } from './http/send.ts'
import { splitTarget } from './http/target.ts'
import type { Role } from './options.ts'
import type { RouteSpec } from './schema/route-spec.ts'
import { ROUTE_NAMES, ROUTES, type RouteName } from './schema/route-table.ts'
import type { RouteServer } from './serve/route-server.ts'

/** What the application is made of. */
export interface AppOptions {
  readonly role: Role
  readonly routes: RouteServer
  /** `null`: `/` says how to make the page. */
  readonly page: PageFiles | null
  readonly marks: RouteMarks
  readonly reportFailure: FailureReport
}

/**
 * Everything that is served: a function from request to response, which opens nothing. What is read from a path without
 * parameters goes straight to its route, the rest through express: of a small answer its way there was a third.
 */
export function createApp(options: AppOptions): RequestListener {
  const { role, routes } = options
  const app = createExpressApp(options)
  const exact = new Map<string, RouteName>()
  for (const name of namesOf(role)) {
    const { method, path, aliases }: RouteSpec = ROUTES[name]
    if (method !== 'GET' || path.includes('{')) continue
    for (const each of [path, ...aliases]) exact.set(each, name)
  }
  return options.marks.measured((request, response) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const name = isRead ? exact.get(splitTarget(request.url ?? '').path) : undefined
    if (name === undefined) app(request, response)
    else routes.serve(name, {}, request, response)
  })
}

function namesOf(role: Role): readonly RouteName[] {
  return role === 'worker' ? ROUTE_NAMES.filter((name) => ROUTES[name].group !== 'data') : ROUTE_NAMES
}

function createExpressApp(options: AppOptions): Express {
  const { role, marks, reportFailure } = options
  const app = express()
  app.disable('etag')
  app.disable('x-powered-by')
  app.enable('strict routing')
  app.enable('case sensitive routing')
  // Parameters are read from the URL itself, where a repeated one is still seen.
  app.set('query parser', false)
  for (const name of namesOf(role)) mountRoute(app, name, options)
  if (role !== 'worker') mountPage(app, options.page, marks)
  app.use((request, response) => {
    sendAnswer(request, response, problemAnswer('unknown-path', unknownPath(role)))
  })
  // Express knows a handler of errors by its four parameters.
  app.use((error: unknown, request: express.Request, response: Response, _next: express.NextFunction) =>
    reportFailure(error, request, response),
  )
  return app
}

function unknownPath(role: Role): string {
  return role === 'worker'
    ? 'Unknown path. This process is a worker: it serves /health, /ready, /metrics and what it says of itself.'
    : 'Unknown path.'
}

function mountRoute(app: IRouter, name: RouteName, { routes, marks }: AppOptions): void {
  const spec: RouteSpec = ROUTES[name]
  const handle: RequestHandler = (request, response) => {
    const params: Record<string, string> = {}
    for (const [key, value] of Object.entries(request.params)) params[key] = String(value)
    routes.serve(name, params, request, response)
  }
  for (const path of [spec.path, ...spec.aliases]) {
    const route = app.route(path.replaceAll(/\{(\w+)\}/g, ':$1'))
    if (spec.method === 'GET') route.get(handle)
    else route.post(handle)
    route.all(methodNotAllowed(spec.path, spec.method === 'GET' ? 'GET, HEAD' : spec.method, marks))
  }
}

function methodNotAllowed(template: string, allow: string, marks: RouteMarks): RequestHandler {
  return (request, response) => {
    marks.mark(response, template)
    const detail = `${request.method} is not allowed here; allowed: ${allow}.`
    sendAnswer(request, response, problemAnswer('method-not-allowed', detail, { allow }))
  }
}

/** The page's files at `/`; where they are missing, `/` says how to make them. */
function mountPage(app: IRouter, page: PageFiles | null, marks: RouteMarks): void {
  if (page !== null) {
    app.use((request, response, next) => {
      marks.mark(response, 'page')
      page(request, response, (error?: unknown) => {
        marks.unmark(response)
        next(error)
      })
    })
  }
  const route = app.route('/')
  route.get((request, response) => {
    marks.mark(response, 'page')
    sendAnswer(
      request,
      response,
      problemAnswer(
        'not-found',
        'The page is not built. `npx -y pnpm@12 build` in the repository builds it.',
      ),
    )
  })
  route.all(methodNotAllowed('page', 'GET, HEAD', marks))
}
