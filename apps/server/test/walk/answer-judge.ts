import type { OpenApiDocument, OpenApiOperation, OpenApiResponse } from '@org/viz-api'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

/** What came back, with its body read. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Holds answers against the document: what it does not name may not come. */
export interface AnswerJudge {
  /** What is wrong with an answer; empty: nothing. */
  faultsOf(operation: OpenApiOperation, answered: Answered): readonly string[]
}

/** Headers of every answer, of HTTP itself or of security; all others are part of an operation. */
const COMMON = new Set([
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-security-policy',
  'content-type',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'date',
  'keep-alive',
  'origin-agent-cluster',
  'referrer-policy',
  'transfer-encoding',
  'vary',
  // Of streams: proxies are not to hold them back.
  'x-accel-buffering',
  'x-content-type-options',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
])

export function createAnswerJudge(document: OpenApiDocument): AnswerJudge {
  // The document itself is the schema that references point into; `strict` would refuse its other keys.
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { 'date-time': true } })
  ajv.addSchema({ $id: 'api', components: document.components })
  const compiled = new Map<unknown, ValidateFunction>()

  function faultsIn(what: string, schema: unknown, value: unknown): readonly string[] {
    let validate = compiled.get(schema)
    if (validate === undefined) {
      validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as object) // JSON
      compiled.set(schema, validate)
    }
    if (validate(value)) return []
    return (validate.errors ?? [])
      .slice(0, 8)
      .map((error) => `${what}${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`)
  }

  function faultsInHeaders(response: OpenApiResponse, headers: Headers): readonly string[] {
    const documented = response.headers ?? {}
    const faults: string[] = []
    for (const name of headers.keys()) {
      if (!COMMON.has(name) && !(name in documented)) faults.push(`the header ${name} is not documented`)
    }
    for (const [name, header] of Object.entries(documented)) {
      const value = headers.get(name)
      if (value !== null) faults.push(...faultsIn(`header ${name}`, header.schema, value))
      else if (header.required === true) faults.push(`the header ${name} is missing`)
    }
    return faults
  }

  function faultsInBody(response: OpenApiResponse, { headers, text }: Answered): readonly string[] {
    const mediaType = (headers.get('content-type') ?? '').split(';')[0]?.trim() ?? ''
    if (response.content === undefined) return text === '' ? [] : ['there is a body where none is documented']
    const content = response.content[mediaType]
    if (content === undefined) return [`the media type ${mediaType} is not documented`]
    if (content.schema === undefined) return []
    return faultsIn('body', content.schema, JSON.parse(text))
  }

  return {
    faultsOf(operation, answered) {
      const response = operation.responses[String(answered.status)]
      if (response === undefined) return [`the status ${answered.status} is not documented: ${answered.text}`]
      return [...faultsInHeaders(response, answered.headers), ...faultsInBody(response, answered)]
    },
  }
}
