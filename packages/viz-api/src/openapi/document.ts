import type { z } from 'zod'
import type { ResponseSpec } from '../schema/responses.ts'
import type { RouteSpec } from '../schema/route-spec.ts'
import { ROUTE_NAMES, ROUTES } from '../schema/route-table.ts'
import { type JsonSchema, type NamedSchemas, toJsonSchema } from './json-schema.ts'
import { headersOf, problemResponses, problemsOf } from './problem-responses.ts'

/** A parameter of an operation. */
export interface OpenApiParameter {
  readonly name: string
  readonly in: 'query' | 'path'
  readonly required: boolean
  readonly schema: JsonSchema
  readonly style?: 'form'
  readonly explode?: false
}

/** A response of an operation. */
export interface OpenApiResponse {
  readonly description: string
  readonly headers?: Readonly<Record<string, JsonSchema>>
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>
}

/** One operation. */
export interface OpenApiOperation {
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly security?: readonly JsonSchema[]
  readonly parameters: readonly OpenApiParameter[]
  readonly responses: Readonly<Record<string, OpenApiResponse>>
}

/** An OpenAPI 3.1 document, as far as this one goes. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Partial<Record<'get' | 'post', OpenApiOperation>>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>
    readonly securitySchemes: Readonly<Record<string, JsonSchema>>
  }
}

const DESCRIPTION = [
  'The read API of a mevscope node. GET paths take HEAD, too; any other method is answered 405.',
  'Names are snake_case, hashes and addresses lower-case hex, amounts decimal strings.',
  'Errors are problem documents (RFC 9457) whose type is urn:mevscope:problem: and a code.',
  'Bodies from 1 KiB on are compressed for clients that accept br or gzip.',
].join(' ')

const SECURITY_SCHEMES: Readonly<Record<string, JsonSchema>> = {
  apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
  bearer: { type: 'http', scheme: 'bearer' },
  ticket: {
    type: 'apiKey',
    in: 'query',
    name: 'ticket',
    description: 'Of POST /auth/ticket; opens one stream, once.',
  },
}

/** The contract as a document, made from the very schemas that judge parameters. */
export function createOpenApiDocument(): OpenApiDocument {
  const named: NamedSchemas = new Map()
  const paths: Record<string, OpenApiDocument['paths'][string]> = {}
  for (const name of ROUTE_NAMES) {
    const spec: RouteSpec = ROUTES[name]
    const method = spec.method === 'GET' ? 'get' : 'post'
    for (const [index, path] of [spec.path, ...spec.aliases].entries()) {
      const operationId = index === 0 ? name : `${name}Alias${index}`
      paths[path] = { ...paths[path], [method]: operationOf(operationId, spec, named) }
    }
  }
  const schemas = [...named].sort(([left], [right]) => (left < right ? -1 : 1))
  return {
    openapi: '3.1.0',
    info: { title: 'mevscope read API', version: '1', description: DESCRIPTION },
    paths,
    components: { schemas: Object.fromEntries(schemas), securitySchemes: SECURITY_SCHEMES },
  }
}

function operationOf(operationId: string, spec: RouteSpec, named: NamedSchemas): OpenApiOperation {
  const responses: Record<string, OpenApiResponse> = {}
  for (const [status, response] of Object.entries(spec.responses)) {
    responses[status] = responseOf(response, named)
  }
  for (const [status, problem] of problemResponses(problemsOf(spec), named)) {
    const other = responses[status]
    // A status of both kinds: the media type tells them apart.
    responses[status] =
      other === undefined
        ? (problem as unknown as OpenApiResponse) // made in that shape
        : { ...other, content: { ...other.content, ...(problem.content as OpenApiResponse['content']) } }
  }
  return {
    operationId,
    summary: spec.summary,
    tags: [spec.group],
    // The first: where no keys are configured, none is needed.
    ...(spec.group === 'operations' ? {} : { security: securityOf(spec) }),
    parameters: [...parametersOf('path', spec.params, named), ...parametersOf('query', spec.query, named)],
    responses,
  }
}

function securityOf(spec: RouteSpec): readonly JsonSchema[] {
  const keys = [{}, { apiKey: [] }, { bearer: [] }]
  return 'ticket' in spec.query.shape ? [...keys, { ticket: [] }] : keys
}

function responseOf(response: ResponseSpec, named: NamedSchemas): OpenApiResponse {
  const { description, mediaType, schema, headers } = response
  const shape = schema === null ? {} : { schema: toJsonSchema(schema, named) }
  return {
    description,
    ...(headersOf(headers, named) as Pick<OpenApiResponse, 'headers'>), // one schema object per name
    ...(mediaType === null ? {} : { content: { [mediaType]: shape } }),
  }
}

function parametersOf(
  where: 'query' | 'path',
  object: z.ZodObject,
  named: NamedSchemas,
): readonly OpenApiParameter[] {
  // A hash is taken in any letter case, and given in one: what is sent counts.
  const io = where === 'path' ? 'input' : 'output'
  const { properties = {} } = toJsonSchema(object, named, io) as { properties?: Record<string, JsonSchema> } // of an object
  return Object.entries(properties)
    .filter(([name]) => name !== 'ticket')
    .map(([name, schema]) => ({
      name,
      in: where,
      required: where === 'path',
      schema,
      // Lists are separated by commas, not repeated.
      ...(schema.type === 'array' ? { style: 'form', explode: false } : {}),
    }))
}
