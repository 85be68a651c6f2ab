import { toJson } from '@org/events'
import type { Request, Response } from 'express'
import { type Answer, answerStatus } from './answer.ts'
import { createProblem, PROBLEM_MEDIA_TYPE } from './problem.ts'

/** Writes an answer; a document that the client still holds becomes 304 and is not made. */
export function sendAnswer(request: Request, response: Response, answer: Answer): void {
  response.status(answerStatus(answer))
  // Live data: without a word from the route nobody may keep it.
  response.set('cache-control', 'etag' in answer.headers ? 'no-cache' : 'no-store').set(answer.headers)
  if (answer.kind === 'document') {
    if (holdsCurrent(request.get('if-none-match'), answer.headers.etag)) {
      response.status(304).end()
      return
    }
    sendText(response, answer.contentType, answer.body())
    return
  }
  if (answer.kind === 'stream') {
    response.set('content-type', answer.contentType)
    if (request.method === 'HEAD') {
      response.end()
      return
    }
    response.flushHeaders()
    answer.open(response)
    return
  }
  const problem = createProblem(answer.problem, answer.detail, request.path, answer.errors)
  sendText(response, PROBLEM_MEDIA_TYPE, toJson(problem))
}

function sendText(response: Response, contentType: string, text: string): void {
  // Not `send`: it would hash every body for an entity tag and rewrite the media type.
  const body = Buffer.from(text)
  response.setHeader('content-type', contentType)
  response.setHeader('content-length', body.length)
  response.end(body)
}

/**
 * `If-None-Match` by weak comparison. Not `request.fresh`: that ignores the header when the client sends
 * `cache-control: no-cache`, as `fetch` does by itself for a script that sets `If-None-Match`.
 */
function holdsCurrent(ifNoneMatch: string | undefined, etag: string | undefined): boolean {
  if (ifNoneMatch === undefined || etag === undefined) return false
  const opaque = opaqueTag(etag)
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || opaqueTag(tag.trim()) === opaque)
}

function opaqueTag(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag
}
