import { setImmediate as turn } from 'node:timers/promises'
import { type EventFilter, type Json, jsonArray, type StoredEvent } from '@org/events'
import { type Answer, jsonAnswer } from '../http/answer.ts'
import type { VizApiPorts } from '../options.ts'
import type { RouteInput } from '../schema/route-table.ts'
import type { RequestContext } from './handlers.ts'

/** Events that are read in one go. */
const SLICE = 500

/** The stored lines after a position, with the position to go on from. */
export async function events(
  ports: VizApiPorts,
  input: RouteInput<'events'>,
  context: RequestContext,
): Promise<Answer> {
  const { after, limit, types, chain_id: chainId } = input.query
  const filter: EventFilter = {
    ...(types === undefined ? {} : { kinds: new Set(types) }),
    ...(chainId === undefined ? {} : { chainId }),
  }
  const lines: Json<StoredEvent>[] = []
  let nextAfter = after
  while (lines.length < limit) {
    const asked = Math.min(SLICE, limit - lines.length)
    const page = await ports.log.readAfter(nextAfter, asked, filter, context.signal)
    let bytes = 0
    for (const { line } of page.events) {
      bytes += line.length
      lines.push(line)
    }
    context.hold(bytes)
    nextAfter = page.nextAfter
    // A short page: no further match is durable now.
    if (page.events.length < asked) break
    await turn()
  }
  return jsonAnswer(jsonArray(lines), { 'x-next-after': String(nextAfter) })
}
