import type { IncomingMessage } from 'node:http'
import { invalidParameters, type ProblemAnswer, problemAnswer } from '../http/answer.ts'
import { splitTarget } from '../http/target.ts'
import { parseInput } from '../schema/parse.ts'
import { ROUTES, type StreamQuery } from '../schema/route-table.ts'

/** Judges a request to open a stream before anything is upgraded. @param obstacle why none can be opened now */
export function judgeUpgrade(request: IncomingMessage, obstacle: string | null): StreamQuery | ProblemAnswer {
  const { path, search } = splitTarget(request.url ?? '/')
  if (path !== ROUTES.stream.path)
    return problemAnswer('unknown-path', `No WebSocket here; ${ROUTES.stream.path} has one.`)
  const input = parseInput('stream', {}, new URLSearchParams(search))
  if (!input.ok) return invalidParameters(input.errors)
  if (obstacle !== null) return problemAnswer('unavailable', obstacle, { 'retry-after': '5' })
  return input.value.query
}
