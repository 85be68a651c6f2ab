import type { OpenApiDocument, OpenApiOperation } from '@org/viz-api'
import type { ParameterValues } from './parameter-values.ts'
import { valuesOf } from './parameter-values.ts'

/** One operation of the document with where it is. */
export interface Walked {
  readonly method: 'GET' | 'POST'
  readonly template: string
  readonly operation: OpenApiOperation
}

export function operationsOf(document: OpenApiDocument): readonly Walked[] {
  return Object.entries(document.paths).flatMap(([template, { get, post }]) => [
    ...(get === undefined ? [] : [{ method: 'GET' as const, template, operation: get }]),
    ...(post === undefined ? [] : [{ method: 'POST' as const, template, operation: post }]),
  ])
}

/** What a parameter means that its schema does not say: values that are there, in this server. */
export type Meanings = Readonly<Record<string, readonly string[]>>

/** Values of a parameter: of its meaning where it has one, else of its schema. */
export function valuesFor(walked: Walked, name: string, meanings: Meanings): ParameterValues {
  const parameter = walked.operation.parameters.find((each) => each.name === name)
  if (parameter === undefined) throw new Error(`${walked.template} has no parameter ${name}`)
  const values = valuesOf(parameter)
  const own = meanings[`${walked.operation.operationId.replace(/Alias\d$/, '')}.${name}`] ?? meanings[name]
  return own === undefined ? values : { valid: own, invalid: values.invalid }
}

export type Query = readonly [string, string][]

/** The target of a request: the path with its parameter, and a query. */
export function targetOf({ template }: Walked, hash: string, query: Query): string {
  const search = new URLSearchParams(query).toString()
  return `${template.replace('{hash}', encodeURIComponent(hash))}${search === '' ? '' : `?${search}`}`
}
