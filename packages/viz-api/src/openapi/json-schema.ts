import { z } from 'zod'
import { components } from '../schema/answers/components.ts'

/** A JSON Schema of 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** Schemas that have a name of their own, collected while others are converted. */
export type NamedSchemas = Map<string, JsonSchema>

/** Where OpenAPI keeps them. */
const NAMED = '#/components/schemas/'

/**
 * The JSON Schema of what a schema gives. Schemas with an `id` go to `named` and are referred to.
 * @param io `input`: of what it takes instead
 */
export function toJsonSchema(
  schema: z.ZodType,
  named: NamedSchemas,
  io: 'input' | 'output' = 'output',
): JsonSchema {
  const { $schema: _dialect, $defs, ...root } = z.toJSONSchema(schema, { io, metadata: components })
  for (const [id, definition] of Object.entries($defs ?? {})) named.set(id, cleaned(definition))
  const id = components.get(schema)?.id
  if (id === undefined) return cleaned(root)
  // A root with a name is often no more than a reference to its own definition.
  if (!('$ref' in root)) named.set(id, cleaned(root))
  return { $ref: `${NAMED}${id}` }
}

/** References to where OpenAPI has them; without the names, which are no keyword. */
function cleaned(schema: object): JsonSchema {
  const entries = Object.entries(schema).flatMap(([key, value]: [string, unknown]): [string, unknown][] => {
    if (key === 'id' && typeof value === 'string') return []
    if (key === '$ref' && typeof value === 'string') return [[key, value.replace('#/$defs/', NAMED)]]
    return [[key, key === 'properties' ? eachCleaned(value) : cleanedValue(value)]]
  })
  return Object.fromEntries(entries)
}

/** Here the keys are names of fields: one may be called `id`. */
function eachCleaned(properties: unknown): unknown {
  if (typeof properties !== 'object' || properties === null) return properties
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]: [string, unknown]) => [name, cleanedValue(value)]),
  )
}

function cleanedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleanedValue)
  return typeof value === 'object' && value !== null ? cleaned(value) : value
}
