import { type EventFilter, jsonArray } from '@org/events'
import { type Answer, jsonAnswer } from '../http/answer.ts'
import type { VizApiPorts } from '../options.ts'
import type { RouteInput } from '../schema/route-table.ts'

/** The stored lines after a position, with the position to go on from. */
export async function events(
  ports: VizApiPorts,
  input: RouteInput<'events'>,
  signal: AbortSignal,
): Promise<Answer> {
  const { after, limit, types, chain_id: chainId } = input.query
  const filter: EventFilter = {
    ...(types === undefined ? {} : { kinds: new Set(types) }),
    ...(chainId === undefined ? {} : { chainId }),
  }
  const page = await ports.log.readAfter(after, limit, filter, signal)
  const body = jsonArray(page.events.map((event) => event.line))
  return jsonAnswer(body, { 'x-next-after': String(page.nextAfter) })
}
