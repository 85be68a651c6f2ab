import type { Expression } from './expression.ts'
import { FIGURE_SECTIONS, type FigureSection, WINDOW_SECONDS } from './figure-table.ts'
import { labelKey, type Vector } from './vector.ts'

/** When and over which time figures were measured. */
export interface Measured {
  /** Unix microseconds. */
  readonly atUs: number
  /** How long the metrics have been watched. */
  readonly watchedSeconds: number
}

type Row = Readonly<Record<string, string | number | null>>

/** The figures as the body of `/metrics/snapshot`; `null` where there is nothing to tell a figure from. */
export function figuresDocument(
  read: (expression: Expression) => Vector,
  { atUs, watchedSeconds }: Measured,
): Readonly<Record<string, unknown>> {
  return {
    at_unix_us: atUs,
    window_seconds: WINDOW_SECONDS,
    measured_seconds: Math.min(WINDOW_SECONDS, round(watchedSeconds)),
    ...Object.fromEntries(FIGURE_SECTIONS.map((section) => [section.name, sectionRows(section, read)])),
  }
}

function sectionRows(section: FigureSection, read: (expression: Expression) => Vector): Row | readonly Row[] {
  const vectors = section.figures.map(({ name, expression }) => ({ name, vector: read(expression) }))
  if (section.by.length === 0) return rowOf({}, '', vectors)
  const labels = new Map(
    vectors.flatMap(({ vector }) =>
      [...vector.values()].map((element) => [labelKey(element.labels), element.labels]),
    ),
  )
  return [...labels].map(([key, own]) => rowOf(own, key, vectors))
}

function rowOf(
  labels: Readonly<Record<string, string>>,
  key: string,
  vectors: readonly { readonly name: string; readonly vector: Vector }[],
): Row {
  const values = vectors.map(({ name, vector }) => [name, valueAt(vector, key)] as const)
  const named = Object.entries(labels).map(([label, text]) => [
    label,
    label === 'chain_id' ? Number(text) : text,
  ])
  return Object.fromEntries([...named, ...values])
}

function valueAt(vector: Vector, key: string): number | null {
  const value = vector.get(key)?.value
  return value === undefined || !Number.isFinite(value) ? null : round(value)
}

/** Nine digits after the point: below a nanosecond nothing is measured. */
function round(value: number): number {
  return Math.round(value * 1e9) / 1e9
}
