import { z } from 'zod'
import { PROBLEM_KINDS, PROBLEM_MEDIA_TYPE, PROBLEMS, type ProblemKind } from '../http/problem.ts'
import { components } from '../schema/answers/components.ts'
import type { HeaderSpec } from '../schema/responses.ts'
import type { RouteSpec } from '../schema/route-spec.ts'
import { type JsonSchema, type NamedSchemas, toJsonSchema } from './json-schema.ts'

/** What every route may answer; a server in good health never gives the last. */
const EVERYWHERE: readonly ProblemKind[] = [
  'invalid-parameters',
  'bad-request',
  'content-too-large',
  'uri-too-long',
  'wrong-host',
  'rate-limited',
  'headers-too-large',
  'unavailable',
  'internal',
]

/** Every kind of problem that a route may answer. */
export function problemsOf({ group, problems }: RouteSpec): readonly ProblemKind[] {
  const access: readonly ProblemKind[] = group === 'operations' ? [] : ['unauthorized']
  return [...new Set([...EVERYWHERE, ...access, ...problems])]
}

const parameterErrors = z.array(
  z.strictObject({ in: z.enum(['query', 'path', 'header']), name: z.string(), detail: z.string() }),
)

const SCHEMAS: ReadonlyMap<ProblemKind, z.ZodType> = new Map(
  PROBLEM_KINDS.map((kind) => [kind, problemSchema(kind)]),
)

function problemSchema(kind: ProblemKind): z.ZodType {
  const fields = {
    type: z.literal(`urn:mevscope:problem:${kind}`),
    title: z.string(),
    status: z.literal(PROBLEMS[kind]),
    detail: z.string(),
    instance: z.string(),
  }
  const words = kind.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  const id = `${words.join('')}Problem`
  return kind === 'invalid-parameters'
    ? z.strictObject({ ...fields, errors: parameterErrors }).register(components, { id })
    : z.strictObject(fields).register(components, { id })
}

/** The problem document of one status; `type` tells apart what has the same one. */
function problemUnion(kinds: readonly ProblemKind[]): z.ZodType {
  const [first = z.never(), ...rest] = kinds.map((kind) => SCHEMAS.get(kind) ?? z.never())
  return rest.length === 0 ? first : z.union([first, ...rest])
}

const RETRY_AFTER: HeaderSpec = {
  description: 'Seconds after which it may be tried again.',
  schema: z.string().regex(/^\d+$/),
  always: true,
}
const HEADERS: Readonly<Partial<Record<ProblemKind, Readonly<Record<string, HeaderSpec>>>>> = {
  unauthorized: {
    'www-authenticate': { description: 'How a key is sent.', schema: z.string(), always: true },
  },
  'upgrade-required': {
    upgrade: { description: 'What the path speaks.', schema: z.literal('websocket'), always: true },
  },
  'rate-limited': { 'retry-after': RETRY_AFTER },
  unavailable: { 'retry-after': RETRY_AFTER },
}

/** A response of the document for each status that the problems have. */
export function problemResponses(
  kinds: readonly ProblemKind[],
  named: NamedSchemas,
): ReadonlyMap<number, JsonSchema> {
  const byStatus = new Map<number, ProblemKind[]>()
  for (const kind of kinds) {
    const status = PROBLEMS[kind]
    byStatus.set(status, [...(byStatus.get(status) ?? []), kind])
  }
  return new Map(
    [...byStatus].map(([status, each]) => {
      const headers = Object.assign({}, ...each.map((kind) => HEADERS[kind])) as Readonly<
        Record<string, HeaderSpec>
      > // of records of that type
      const response = {
        description: each.join(', '),
        ...headersOf(headers, named),
        content: { [PROBLEM_MEDIA_TYPE]: { schema: toJsonSchema(problemUnion(each), named) } },
      }
      return [status, response]
    }),
  )
}

/** The `headers` of a response. */
export function headersOf(
  headers: Readonly<Record<string, HeaderSpec>>,
  named: NamedSchemas,
): { readonly headers?: JsonSchema } {
  const entries = Object.entries(headers).map(([name, { description, schema, always = false }]) => [
    name,
    { description, required: always, schema: toJsonSchema(schema, named) },
  ])
  return entries.length === 0 ? {} : { headers: Object.fromEntries(entries) as JsonSchema }
}
