import type { Answer } from '../http/answer.ts'
import { pageAnswer } from '../http/page-answer.ts'
import type { VizApiPorts } from '../options.ts'
import type { RouteInput } from '../schema/route-table.ts'
import { toListQuery } from './list-query.ts'

/** The gap ledger: by the event that opened each, newest first. */
export async function gaps(
  ports: VizApiPorts,
  input: RouteInput<'gaps'>,
  signal: AbortSignal,
): Promise<Answer> {
  const { after, source_id: sourceId } = input.query
  const query = { ...toListQuery(input.query), after, ...(sourceId === undefined ? {} : { sourceId }) }
  return pageAnswer(await ports.models.gaps(query, signal))
}
