import { createHash } from 'node:crypto'
import { toJson } from '@org/events'
import { renderDocs } from '../docs-page/render-docs.ts'
import { DOCS_STYLE } from '../docs-page/style.ts'
import type { Answer } from '../http/answer.ts'
import { type Body, createBody } from '../http/body.ts'
import { createOpenApiDocument } from '../openapi/document.ts'
import { ROUTES } from '../schema/route-table.ts'

/** What is served of the API about itself. */
export interface Documentation {
  openApi(): Answer
  page(): Answer
  style(): Answer
}

/** Nothing is made before somebody asks, and then once. */
export function createDocumentation(): Documentation {
  return {
    openApi: fixedAnswer('application/json', () => toJson(createOpenApiDocument())),
    page: fixedAnswer('text/html; charset=utf-8', () =>
      renderDocs(createOpenApiDocument(), ROUTES.docsStyle.path),
    ),
    style: fixedAnswer('text/css; charset=utf-8', () => DOCS_STYLE),
  }
}

/** An answer that stays the same as long as the process runs. */
function fixedAnswer(contentType: string, textOf: () => string): () => Answer {
  let made: { readonly body: Body; readonly etag: string } | null = null
  return () => {
    if (made === null) {
      const body = createBody(textOf())
      const digest = createHash('sha256').update(body.bytes).digest('base64url').slice(0, 22)
      // Weak, since it is packed in more than one way.
      made = { body, etag: `W/"${digest}"` }
    }
    const { body, etag } = made
    return { kind: 'document', status: 200, contentType, headers: { etag }, body: () => body }
  }
}
