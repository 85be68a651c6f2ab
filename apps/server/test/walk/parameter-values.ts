import type { OpenApiParameter } from '@org/viz-api'

/** Values for a parameter, as text. */
export interface ParameterValues {
  /** Within what its schema allows, its bounds among them. */
  readonly valid: readonly string[]
  /** Just beyond, of another type, and what nobody should send. */
  readonly invalid: readonly string[]
}

const NEVER_NUMBERS = ['', ' 1', '1e3', '0x10', '١', '-1', '1.5.1', 'NaN', "1' OR '1'='1", '9'.repeat(40)]

/** Values made from the schema of a parameter. */
export function valuesOf({ schema }: OpenApiParameter): ParameterValues {
  const { type, minimum, maximum, items } = schema
  if (type === 'integer' || type === 'number') {
    const low = Number(minimum)
    const high = Number(maximum)
    const beyond = Number.isSafeInteger(high + 1) ? [String(high + 1)] : []
    const fraction =
      type === 'number'
        ? { valid: [String(high / 3).slice(0, 6)], invalid: [] }
        : { valid: [], invalid: ['1.5'] }
    return {
      valid: [String(low), String(high), ...fraction.valid],
      invalid: [...NEVER_NUMBERS, ...(low > 0 ? [String(low - 1)] : []), ...beyond, ...fraction.invalid],
    }
  }
  if (type === 'array') {
    const names = enumOf(items)
    return {
      valid: [names[0] ?? '', names.join(','), `${names[0]},${names[0]}`],
      invalid: ['', 'nonsense', `${names[0]},nonsense`, `${names[0]},`, names.join(';')],
    }
  }
  const names = enumOf(schema)
  if (names.length > 0) return { valid: names, invalid: ['', 'nonsense', names.join(',')] }
  // Text: what is right depends on what is stored.
  return { valid: [], invalid: ['', 'x'.repeat(600)] }
}

function enumOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null || !('enum' in schema)) return []
  return Array.isArray(schema.enum) ? schema.enum.map(String) : []
}
