import { createOpenApiDocument, type OpenApiDocument } from '@org/viz-api'
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'

const HEAD = '// Generated from the document of the API by `pnpm generate`: do not edit.\n\n'

/**
 * The text of `src/http/api-types.ts`, as the present document of the API wants it. Only what the client gives: success
 * in JSON under its first name. Problems have one shape, which the client knows.
 */
export async function apiTypes(): Promise<string> {
  const document = createOpenApiDocument()
  const paths = Object.entries(document.paths)
    .filter(([, { get }]) => get?.responses[200]?.content !== undefined)
    .filter(([, { get }]) => 'application/json' in Object(get?.responses[200]?.content))
    .filter(([, { get }]) => !/Alias\d+$/.test(get?.operationId ?? ''))
    .map(([path, { get }]) => [path, { get: withSuccessOnly(get) }])
  const { schemas } = document.components
  const used = Object.entries(schemas).filter(([name]) => !name.endsWith('Problem'))
  const small = {
    ...document,
    paths: Object.fromEntries(paths),
    components: { schemas: Object.fromEntries(used) },
  }
  // The generator's own type is wider: it allows all of OpenAPI.
  const input = JSON.parse(JSON.stringify(small)) as OpenAPI3
  const text = astToString(await openapiTS(input, { immutable: true }))
  // What is not there is said for each path and method: a third of the lines.
  return HEAD + text.replaceAll(/^ *readonly \w+\?: never;\n/gm, '')
}

type Operation = OpenApiDocument['paths'][string]['get']

function withSuccessOnly(operation: Operation): unknown {
  const { headers: _, ...success } = operation?.responses[200] ?? {}
  return { ...operation, security: undefined, responses: { 200: success } }
}
