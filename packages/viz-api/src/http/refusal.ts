import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { toJson } from '@org/events'
import { answerStatus, type ProblemAnswer } from './answer.ts'
import { createProblem, PROBLEM_MEDIA_TYPE } from './problem.ts'

/** Answers a request that is not let in. @param path as it was asked for, without the query, which may hold a ticket */
export function sendRefusal(response: ServerResponse, path: string, refusal: ProblemAnswer): void {
  const { status, headers, body } = writeRefusal(path, refusal)
  response.writeHead(status, headers).end(body)
}

/** Answers a request for an upgrade that is not let in, and closes: the server no longer looks after its connection. */
export function refuseUpgrade(socket: Duplex, path: string, refusal: ProblemAnswer): void {
  socket.on('error', () => {}) // it is closed in any case
  socket.end(refusalBytes(path, refusal), () => socket.destroy())
}

function refusalBytes(path: string, refusal: ProblemAnswer): string {
  const { status, headers, body } = writeRefusal(path, refusal)
  const all = { ...headers, 'x-content-type-options': 'nosniff', connection: 'close' }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`
}

interface WrittenRefusal {
  readonly status: number
  readonly headers: Readonly<Record<string, string | number>>
  readonly body: string
}

function writeRefusal(path: string, refusal: ProblemAnswer): WrittenRefusal {
  const body = toJson(createProblem(refusal.problem, refusal.detail, path, refusal.errors))
  return {
    status: answerStatus(refusal),
    headers: {
      'content-type': PROBLEM_MEDIA_TYPE,
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      ...refusal.headers,
    },
    body,
  }
}
