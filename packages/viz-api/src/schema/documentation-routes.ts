import { z } from 'zod'
import { ETAG } from './answers/headers.ts'
import { jsonBody, noBody, textBody } from './responses.ts'
import type { RouteSpec } from './route-spec.ts'

const NONE = z.strictObject({})
const CURRENT = { 304: noBody('The copy of the client is current.', { etag: ETAG }) }

const openApiDocument = z.looseObject({
  openapi: z.literal('3.1.0'),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.looseObject({})),
  components: z.looseObject({}),
})

/** What the API says of itself. */
export const DOCUMENTATION_ROUTES = {
  openApi: {
    method: 'GET',
    path: '/openapi.json',
    aliases: [],
    summary: 'The contract as an OpenAPI 3.1 document.',
    group: 'data',
    params: NONE,
    query: NONE,
    responses: { 200: jsonBody('The document.', openApiDocument, { etag: ETAG }), ...CURRENT },
    problems: [],
  },
  docs: {
    method: 'GET',
    path: '/docs',
    aliases: [],
    summary: 'The contract as a page.',
    group: 'data',
    params: NONE,
    query: NONE,
    responses: { 200: textBody('The page.', 'text/html', { etag: ETAG }), ...CURRENT },
    problems: [],
  },
  docsStyle: {
    method: 'GET',
    path: '/docs/style.css',
    aliases: [],
    summary: 'The style sheet of that page.',
    group: 'data',
    params: NONE,
    query: NONE,
    responses: { 200: textBody('The style sheet.', 'text/css', { etag: ETAG }), ...CURRENT },
    problems: [],
  },
} as const satisfies Readonly<Record<string, RouteSpec>>
