import type { Answer } from '../http/answer.ts'
import { pageAnswer } from '../http/page-answer.ts'
import type { VizApiPorts } from '../options.ts'
import type { RouteInput } from '../schema/route-table.ts'
import type { RequestContext } from './handlers.ts'
import { toListQuery } from './list-query.ts'

/** The gap ledger: by the event that opened each, newest first. */
export async function gaps(
  { models }: VizApiPorts,
  { query }: RouteInput<'gaps'>,
  { signal }: RequestContext,
): Promise<Answer> {
  const { after, source_id: sourceId } = query
  const asked = { ...toListQuery(query), after, ...(sourceId === undefined ? {} : { sourceId }) }
  return pageAnswer(await models.gaps(asked, signal))
}
