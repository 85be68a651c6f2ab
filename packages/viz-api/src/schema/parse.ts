import type { z } from 'zod'
import type { ParameterError } from '../http/problem.ts'
import { ROUTES, type RouteInput, type RouteName } from './route-table.ts'

export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly errors: readonly ParameterError[] }

type RawParameters = Readonly<Record<string, string>>

/** Judges the parameters of a request; names all that are at fault, not only the first. */
export function parseInput<Name extends RouteName>(
  name: Name,
  rawParams: RawParameters,
  search: URLSearchParams,
): Parsed<RouteInput<Name>> {
  const query = collectOnce(search)
  const params = judge('path', ROUTES[name].params, rawParams)
  const values = judge('query', ROUTES[name].query, query.raw)
  const errors = [
    ...params.errors,
    ...query.repeated,
    ...values.errors.filter((error) => !query.repeated.some((other) => other.name === error.name)),
  ]
  if (errors.length > 0) return { ok: false, errors }
  // Both values passed the schemas of this very route.
  return { ok: true, value: { params: params.value, query: values.value } as RouteInput<Name> }
}

function collectOnce(search: URLSearchParams): { raw: RawParameters; repeated: ParameterError[] } {
  const raw = new Map<string, string>()
  const repeated = new Set<string>()
  for (const [name, value] of search) {
    if (raw.has(name)) repeated.add(name)
    else raw.set(name, value)
  }
  return {
    // Defined, not assigned: a parameter may be called `__proto__`.
    raw: Object.fromEntries(raw),
    repeated: [...repeated].map((name) => ({
      in: 'query',
      name: shown(name),
      detail: 'is given more than once',
    })),
  }
}

function judge(
  where: ParameterError['in'],
  schema: z.ZodObject,
  raw: RawParameters,
): { value: unknown; errors: ParameterError[] } {
  const result = schema.safeParse(raw)
  if (result.success) return { value: result.data, errors: [] }
  const known = Object.keys(schema.shape).join(', ')
  const errors = result.error.issues.flatMap((issue): ParameterError[] => {
    if (issue.code !== 'unrecognized_keys') {
      return [{ in: where, name: shown(String(issue.path[0])), detail: issue.message }]
    }
    const detail = known === '' ? 'is unknown; none is taken here' : `is unknown; known are ${known}`
    return issue.keys.map((name) => ({ in: where, name: shown(name), detail }))
  })
  // Two checks of one schema may say the same.
  const distinct = new Map(errors.map((error) => [`${error.name} ${error.detail}`, error]))
  return { value: undefined, errors: [...distinct.values()] }
}

/** Names come from outside: echoed, but not at any length. */
function shown(name: string): string {
  return name.slice(0, 64)
}
