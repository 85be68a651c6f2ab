/** Something wrong in a configuration, and where, for example `chains[0].sources[1].source_id`. */
export interface ConfigProblem {
  readonly path: string
  readonly message: string
}

/** Reads a configuration value field by field; every problem is noted, none ends the reading. */
export interface FieldReader {
  /** The object at `path`, after noting every key that is not in `known`; `null` and a problem for anything else. */
  object(value: unknown, path: string, known: readonly string[]): Readonly<Record<string, unknown>> | null
  /** The elements at `path`; empty and a problem when it is not an array with at least one. */
  list(value: unknown, path: string): readonly unknown[]
  /** A short name without white space; `''` and a problem for anything else. */
  name(value: unknown, path: string): string
  /** An integer from `min` upwards; 0 and a problem for anything else. */
  integer(value: unknown, path: string, min: number): number
  /** True or false; `fallback` when it is missing, and a problem for anything else. */
  flag(value: unknown, path: string, fallback: boolean): boolean
  /** One of `allowed`; the first of them and a problem for anything else. */
  oneOf<T extends string>(value: unknown, path: string, allowed: readonly [T, ...T[]]): T
  /** A URL with one of the schemes; `''` and a problem for anything else. */
  url(value: unknown, path: string, schemes: readonly string[]): string
  problem(path: string, message: string): void
}

const NAME = /^\S{1,100}$/

/** @param problems receives what is found, in reading order. */
export function createFieldReader(problems: ConfigProblem[]): FieldReader {
  const problem = (path: string, message: string): void => {
    problems.push({ path, message })
  }
  return {
    problem,
    object(value, path, known) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        problem(path, `must be an object, is ${typeName(value)}`)
        return null
      }
      for (const key of Object.keys(value)) {
        if (!known.includes(key)) problem(join(path, key), `unknown key; known: ${known.join(', ')}`)
      }
      return value as Readonly<Record<string, unknown>> // an object of unknown fields
    },
    list(value, path) {
      if (Array.isArray(value) && value.length > 0) return value
      problem(path, `must be an array with at least one element, is ${typeName(value)}`)
      return []
    },
    name(value, path) {
      if (typeof value === 'string' && NAME.test(value)) return value
      problem(path, `must be a name of 1 to 100 characters without white space, is ${typeName(value)}`)
      return ''
    },
    integer(value, path, min) {
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min) return value
      problem(path, `must be an integer from ${min} upwards, is ${show(value)}`)
      return 0
    },
    flag(value, path, fallback) {
      if (value === undefined) return fallback
      if (typeof value === 'boolean') return value
      problem(path, `must be true or false, is ${show(value)}`)
      return fallback
    },
    oneOf(value, path, allowed) {
      const found = allowed.find((candidate) => candidate === value)
      if (found !== undefined) return found
      problem(path, `must be one of ${allowed.join(', ')}, is ${show(value)}`)
      return allowed[0]
    },
    url(value, path, schemes) {
      const why = typeof value === 'string' ? urlProblem(value, schemes) : `is ${typeName(value)}`
      if (why === null) return String(value)
      problem(path, `must be a URL beginning with ${schemes.map((s) => `${s}://`).join(' or ')}: ${why}`)
      return ''
    },
  }
}

/** Why a text is not a URL of one of the schemes, without showing the text (it may hold a key); `null` when it is. */
function urlProblem(text: string, schemes: readonly string[]): string | null {
  if (!URL.canParse(text)) return 'it cannot be parsed'
  const url = new URL(text)
  const scheme = url.protocol.slice(0, -1)
  if (!schemes.includes(scheme)) return `its scheme is ${scheme}`
  return url.hash === '' ? null : 'it has a fragment (#…)'
}

/** The path of a field of the thing at `path`. */
export function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

function typeName(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (value === '') return 'empty'
  return Array.isArray(value) ? `an array of ${value.length}` : `a ${typeof value}`
}

/** A text that may be a URL in the wrong field is not repeated: it may hold a key. */
function show(value: unknown): string {
  if (typeof value === 'string' && (value.includes('/') || value.length > 40)) return 'another text'
  return typeof value === 'string' || typeof value === 'number' ? JSON.stringify(value) : typeName(value)
}
