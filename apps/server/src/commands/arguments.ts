import { parseArgs } from 'node:util'
import { parseMoment } from './moment.ts'

/** An option of a command. */
export interface OptionSpec {
  readonly name: string
  /** What stands for its value in the help. */
  readonly value: string
  readonly help: string
  readonly isRequired?: true
  /** It may be given several times. */
  readonly isRepeated?: true
}

/** The arguments of a command; readers note what is wrong and give a harmless value. */
export interface Arguments {
  readonly files: readonly string[]
  /** `null` when it is not given. */
  text(name: string): string | null
  texts(name: string): readonly string[]
  oneOf<T extends string>(name: string, values: readonly T[]): T | null
  /** A whole number from 1. */
  positive(name: string): number | null
  /** Unix milliseconds of an ISO time; of a day its beginning, or its end. */
  moment(name: string, edge: 'begin' | 'end'): number | null
  note(where: string, message: string): void
  /** Every problem so far, each in one line. */
  problems(): readonly string[]
}

/** Reads arguments by their options, all of them, however many are wrong. */
export function readArguments(
  argv: readonly string[],
  options: readonly OptionSpec[],
  files: string | null,
): Arguments {
  const problems: string[] = []
  const note = (where: string, message: string): void => {
    problems.push(`${where}: ${message}`)
  }
  const values = new Map<string, string[]>()
  const { tokens, positionals } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      options.map(({ name }) => [name, { type: 'string' as const, multiple: true }]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind === 'positional' && files === null)
      note(token.value, 'nothing is expected after the options')
    if (token.kind !== 'option') continue
    const spec = options.find(({ name }) => name === token.name)
    const given = values.get(token.name) ?? []
    if (spec === undefined) note(token.rawName, `unknown option${suggestion(token.name, options)}`)
    else if (token.value === undefined) note(token.rawName, `expected ${spec.value} after it`)
    else if (given.length > 0 && spec.isRepeated !== true) note(token.rawName, 'is given twice')
    else values.set(token.name, [...given, token.value])
  }
  for (const { name, value, isRequired } of options) {
    const isTold = problems.some((problem) => problem.startsWith(`--${name}:`))
    if (isRequired === true && !values.has(name) && !isTold) note(`--${name}`, `is missing: ${value}`)
  }
  if (files !== null && positionals.length === 0) note(files, 'is missing')

  function read<T>(name: string, parse: (text: string) => T | null, wanted: string): T | null {
    const text = values.get(name)?.[0]
    if (text === undefined) return null
    const value = parse(text)
    if (value === null) note(`--${name}`, `expected ${wanted}, found ${JSON.stringify(text.slice(0, 60))}`)
    return value
  }

  return {
    files: positionals,
    text: (name) => read(name, (text) => (text === '' ? null : text), 'something'),
    texts: (name) => values.get(name) ?? [],
    oneOf: (name, known) =>
      read(name, (text) => known.find((value) => value === text) ?? null, known.join(' or ')),
    positive: (name) => read(name, positiveInteger, 'a whole number from 1'),
    moment: (name, edge) =>
      read(
        name,
        (text) => parseMoment(text, edge),
        'a day such as 2026-11-29 or a time such as 2026-11-29T12:00:00Z',
      ),
    note,
    problems: () => problems,
  }
}

function positiveInteger(text: string): number | null {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : 0
  return Number.isSafeInteger(value) && value > 0 ? value : null
}

function suggestion(name: string, options: readonly OptionSpec[]): string {
  const near = options.find((option) => option.name.startsWith(name) || name.startsWith(option.name))
  return near === undefined ? '' : `; did you mean --${near.name}?`
}
