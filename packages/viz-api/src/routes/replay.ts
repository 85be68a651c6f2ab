import { isMevscopeError, type ReplayQuery, type ReplayReport, toJson } from '@org/events'
import { type Answer, invalidParameters, jsonAnswer, problemAnswer } from '../http/answer.ts'
import type { ParameterError } from '../http/problem.ts'
import type { VizApiPorts } from '../options.ts'
import type { RouteInput } from '../schema/route-table.ts'

/** Events of one replay over HTTP: some seconds of work beside everything else. The `data replay` command has no bound. */
const MAX_EVENTS = 500_000
const MAX_POINTS = 5_000

/** Without a range what the node noted of itself; with one, the states that stored events lead to. */
export async function replay(
  ports: VizApiPorts,
  input: RouteInput<'replay'>,
  signal: AbortSignal,
): Promise<Answer> {
  if (ports.replays === undefined) return problemAnswer('not-built', 'This process does not replay.')
  const { from, to, stride } = input.query
  if (from === undefined && to === undefined) return jsonAnswer(toJson(ports.replays.recent()))
  const query: ReplayQuery = { from: from ?? 0, to: to ?? ports.log.latestSeq(), stride }
  const errors = problemsOf(query, ports.log.latestSeq())
  if (errors.length > 0) return invalidParameters(errors)
  try {
    const report: ReplayReport = await ports.replays.replay(query, signal)
    return jsonAnswer(toJson(report))
  } catch (error) {
    if (!isMevscopeError(error) || error.code !== 'REPLAY_BUSY') throw error
    return problemAnswer('unavailable', 'Another replay is running; one at a time.', { 'retry-after': '5' })
  }
}

function problemsOf({ from, to, stride }: ReplayQuery, latestSeq: number): readonly ParameterError[] {
  const problem = (name: string, detail: string): ParameterError => ({ in: 'query', name, detail })
  if (to > latestSeq) return [problem('to', `must be at most ${latestSeq}, the latest event`)]
  if (to < from) return [problem('to', `must be at least ${from}, the value of from`)]
  if (to - from > MAX_EVENTS) {
    return [problem('to', `must be at most ${from + MAX_EVENTS}: ${MAX_EVENTS} events beyond from`)]
  }
  const needed = Math.ceil((to - from + 1) / MAX_POINTS)
  if (stride >= needed) return []
  return [problem('stride', `must be at least ${needed}, so that there are at most ${MAX_POINTS} points`)]
}
