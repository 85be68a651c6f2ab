import { toJson } from '@org/events'
import { type Answer, jsonAnswer, problemAnswer } from '../http/answer.ts'
import type { VizApiPorts } from '../options.ts'
import type { RouteInput } from '../schema/route-table.ts'

/** State per chain and source. */
export function chains(ports: VizApiPorts): Answer {
  return jsonAnswer(toJson(ports.status.chains()))
}

/** The accounting identity's figures, where this process keeps them. */
export function accounting(ports: VizApiPorts, input: RouteInput<'accounting'>): Answer {
  if (ports.accounting === undefined) {
    return problemAnswer('not-built', 'This process keeps no accounting: it does not ingest.')
  }
  const chainId = input.query.chain_id
  const rows = ports.accounting()
  return jsonAnswer(toJson(chainId === undefined ? rows : rows.filter((row) => row.chain_id === chainId)))
}
