import type { JsonSchema } from '../openapi/json-schema.ts'
import { escapeHtml } from './html.ts'

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const schemasIn = (value: unknown): readonly JsonSchema[] =>
  Array.isArray(value) ? value.filter(isSchema) : []

/** What values of a schema are, in a few words of HTML; named schemas are linked. */
export function describeSchema(schema: JsonSchema): string {
  const { $ref, type, items, anyOf, pattern } = schema
  if (typeof $ref === 'string') {
    const name = escapeHtml($ref.slice($ref.lastIndexOf('/') + 1))
    return `<a href="#schema-${name}">${name}</a>`
  }
  if ('const' in schema) return `<code>${escapeHtml(JSON.stringify(schema.const))}</code>`
  if (Array.isArray(schema.enum))
    return `one of ${schema.enum.map((each) => `<code>${escapeHtml(String(each))}</code>`).join(', ')}`
  if (Array.isArray(anyOf)) return schemasIn(anyOf).map(describeSchema).join(' or ')
  if (type === 'array') return `list of ${isSchema(items) ? describeSchema(items) : 'anything'}`
  if (type === 'object') return objectOf(schema)
  const bounds = boundsOf(schema)
  const shape = typeof pattern === 'string' ? ` <code>${escapeHtml(pattern)}</code>` : ''
  return `${escapeHtml(String(type ?? 'anything'))}${bounds}${shape}`
}

function objectOf({ properties, additionalProperties }: JsonSchema): string {
  if (isSchema(properties)) {
    const fields = Object.entries(properties).map(
      ([name, value]) =>
        `<code>${escapeHtml(name)}</code>: ${isSchema(value) ? describeSchema(value) : 'anything'}`,
    )
    return `{ ${fields.join('; ')} }`
  }
  return isSchema(additionalProperties) ? `map of ${describeSchema(additionalProperties)}` : 'object'
}

function boundsOf({ minimum, maximum }: JsonSchema): string {
  const low = typeof minimum === 'number' && minimum > Number.MIN_SAFE_INTEGER ? minimum : null
  const high = typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER ? maximum : null
  if (low !== null && high !== null) return ` from ${low} to ${high}`
  if (low !== null) return ` from ${low}`
  return high === null ? '' : ` up to ${high}`
}

/** The fields of an object as a table; of anything else its description. */
export function describeFields(schema: JsonSchema): string {
  const { properties, required } = schema
  if (!isSchema(properties)) return `<p>${describeSchema(schema)}</p>`
  const always: readonly unknown[] = Array.isArray(required) ? required : []
  const rows = Object.entries(properties).map(([name, value]) => {
    const field = isSchema(value) ? value : {}
    const note = typeof field.description === 'string' ? ` ${escapeHtml(field.description)}` : ''
    const optional = always.includes(name) ? '' : ' (may be absent)'
    return `<tr><td><code>${escapeHtml(name)}</code></td><td>${describeSchema(field)}${optional}.${note}</td></tr>`
  })
  return `<table><tr><th>field</th><th>value</th></tr>${rows.join('')}</table>`
}
