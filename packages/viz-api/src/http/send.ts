import type { IncomingMessage, ServerResponse } from 'node:http'
import { toJson } from '@org/events'
import { chooseEncoding } from './accept-encoding.ts'
import { type Answer, answerStatus, type DocumentAnswer } from './answer.ts'
import { type Body, createBody } from './body.ts'
import type { Compressor } from './compressor.ts'
import { holdsCurrent } from './entity-tag.ts'
import { createProblem, PROBLEM_MEDIA_TYPE } from './problem.ts'
import { splitTarget } from './target.ts'

/**
 * Writes an answer; a document that the client still holds becomes 304 and is not made.
 * @param compressor without one, bodies go as they are
 */
export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  compressor: Compressor | null = null,
): void {
  response.statusCode = answerStatus(answer)
  // Live data, perhaps behind a key: a copy is the client's own, and only where it can be checked.
  response.setHeader('cache-control', 'etag' in answer.headers ? 'private, no-cache' : 'no-store')
  for (const name in answer.headers) response.setHeader(name, answer.headers[name] ?? '')
  switch (answer.kind) {
    case 'document':
      sendDocument(request, response, answer, compressor)
      return
    case 'stream':
      response.setHeader('content-type', answer.contentType)
      if (request.method === 'HEAD') {
        response.end()
        return
      }
      response.flushHeaders()
      answer.open(response)
      return
    case 'problem': {
      const { path } = splitTarget(request.url ?? '')
      const problem = createProblem(answer.problem, answer.detail, path, answer.errors)
      response.setHeader('content-type', PROBLEM_MEDIA_TYPE)
      sendBytes(response, Buffer.from(toJson(problem)))
    }
  }
}

function sendDocument(
  request: IncomingMessage,
  response: ServerResponse,
  answer: DocumentAnswer,
  compressor: Compressor | null,
): void {
  if (compressor !== null) response.appendHeader('vary', 'Accept-Encoding')
  if (holdsCurrent(request.headers['if-none-match'], answer.headers.etag)) {
    response.statusCode = 304
    response.end()
    return
  }
  const made = answer.body()
  const body = typeof made === 'string' ? createBody(made) : made
  response.setHeader('content-type', answer.contentType)
  const encoding = chooseEncoding(request.headers['accept-encoding'])
  const packing = encoding === null ? null : (compressor?.pack(body, encoding) ?? null)
  if (encoding === null || packing === null) sendBytes(response, body.bytes)
  else void packing.then((packed) => sendPacked(response, body, encoding, packed))
}

function sendPacked(response: ServerResponse, body: Body, encoding: string, packed: Buffer | null): void {
  if (response.destroyed) return
  if (packed === null) {
    sendBytes(response, body.bytes)
    return
  }
  response.setHeader('content-encoding', encoding)
  sendBytes(response, packed)
}

/** To `HEAD` Node sends the same head without the bytes. */
function sendBytes(response: ServerResponse, bytes: Buffer): void {
  response.setHeader('content-length', bytes.length)
  response.end(bytes)
}
