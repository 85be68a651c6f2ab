import type {
  OpenApiDocument,
  OpenApiOperation,
  OpenApiParameter,
  OpenApiResponse,
} from '../openapi/document.ts'
import { describeFields, describeSchema } from './describe-schema.ts'
import { escapeHtml } from './html.ts'

/** The contract for people: one plain page without scripts, made from the document that machines read. */
export function renderDocs(document: OpenApiDocument, stylePath: string): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
  const links = operations.map(
    ({ method, path, operation }) =>
      `<li><a href="#${operation.operationId}"><code>${method} ${escapeHtml(path)}</code></a></li>`,
  )
  const sections = operations.map(({ method, path, operation }) => renderOperation(method, path, operation))
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) =>
      `<section id="schema-${escapeHtml(name)}"><h3><code>${escapeHtml(name)}</code></h3>${noteOf(schema.description)}${describeFields(schema)}</section>`,
  )
  const title = escapeHtml(document.info.title)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><link rel="stylesheet" href="${stylePath}"></head>
<body><h1>${title}</h1><p>${escapeHtml(document.info.description)}</p>
<p>For machines: <a href="/openapi.json">openapi.json</a></p>
<nav><ul>${links.join('')}</ul></nav>
<main>${sections.join('\n')}
<h2>Schemas</h2>
${schemas.join('\n')}</main></body></html>
`
}

function noteOf(description: unknown): string {
  return typeof description === 'string' ? `<p>${escapeHtml(description)}</p>` : ''
}

function renderOperation(method: string, path: string, operation: OpenApiOperation): string {
  const { operationId, summary, parameters, responses } = operation
  return `<section id="${operationId}"><h2><code>${method} ${escapeHtml(path)}</code></h2><p>${escapeHtml(summary)}</p>
${renderParameters(parameters)}
<table><tr><th>status</th><th>answer</th></tr>${Object.entries(responses)
    .map(([status, response]) => `<tr><td>${status}</td><td>${renderResponse(response)}</td></tr>`)
    .join('')}</table></section>`
}

function renderParameters(parameters: readonly OpenApiParameter[]): string {
  if (parameters.length === 0) return '<p>No parameters.</p>'
  const rows = parameters.map(({ name, in: where, required, schema, explode }) => {
    const fallback = 'default' in schema ? `, default <code>${escapeHtml(String(schema.default))}</code>` : ''
    const list = explode === false ? ', separated by commas' : ''
    return `<tr><td><code>${escapeHtml(name)}</code></td><td>${where}${required ? ', required' : ''}</td><td>${describeSchema(schema)}${list}${fallback}</td></tr>`
  })
  return `<table><tr><th>parameter</th><th>where</th><th>value</th></tr>${rows.join('')}</table>`
}

function renderResponse({ description, headers = {}, content = {} }: OpenApiResponse): string {
  const bodies = Object.entries(content).map(
    ([mediaType, { schema }]) =>
      `<br><code>${escapeHtml(mediaType)}</code>${schema === undefined ? '' : `: ${describeSchema(schema)}`}`,
  )
  const named = Object.entries(headers).map(
    ([name, header]) =>
      `<br>header <code>${escapeHtml(name)}</code>: ${escapeHtml(String(header.description ?? ''))}`,
  )
  return `${escapeHtml(description)}${bodies.join('')}${named.join('')}`
}
