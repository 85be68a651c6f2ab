import { type IncomingMessage, STATUS_CODES } from 'node:http'
import { toJson } from '@org/events'
import { type Answer, answerStatus, invalidParameters, problemAnswer } from '../http/answer.ts'
import { createProblem, PROBLEM_MEDIA_TYPE } from '../http/problem.ts'
import { isAllowedOrigin } from '../http/security.ts'
import { parseInput } from '../schema/parse.ts'
import { ROUTES, type StreamQuery } from '../schema/route-table.ts'

export type Refusal = Extract<Answer, { kind: 'problem' }>

/** Judges a request to open a stream before anything is upgraded. @param obstacle why none can be opened now */
export function judgeUpgrade(request: IncomingMessage, obstacle: string | null): StreamQuery | Refusal {
  const url = request.url ?? '/'
  const [path = '', search = ''] = splitOnce(url)
  if (path !== ROUTES.stream.path)
    return problemAnswer('unknown-path', `No WebSocket here; ${ROUTES.stream.path} has one.`)
  if (!isAllowedOrigin(request)) {
    return problemAnswer('foreign-origin', 'Pages of another origin may not open the stream.')
  }
  const input = parseInput('stream', {}, new URLSearchParams(search))
  if (!input.ok) return invalidParameters(input.errors)
  if (obstacle !== null) return problemAnswer('unavailable', obstacle, { 'retry-after': '5' })
  return input.value.query
}

/** The bytes of a refusal: the server no longer answers a request that asked for an upgrade. */
export function refusalResponse(request: IncomingMessage, refusal: Refusal): string {
  const [path = ''] = splitOnce(request.url ?? '/')
  const status = answerStatus(refusal)
  const body = toJson(createProblem(refusal.problem, refusal.detail, path, refusal.errors))
  const headers = {
    'content-type': PROBLEM_MEDIA_TYPE,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    connection: 'close',
    ...refusal.headers,
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`
}

function splitOnce(url: string): string[] {
  const at = url.indexOf('?')
  return at === -1 ? [url] : [url.slice(0, at), url.slice(at + 1)]
}
