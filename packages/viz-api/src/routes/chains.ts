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
  return ofChain(ports.ingest?.accounting(), input.query.chain_id)
}

/** How the sources of a chain stand against each other. */
export function propagation(ports: VizApiPorts, input: RouteInput<'propagation'>): Answer {
  return ofChain(ports.ingest?.propagation(), input.query.chain_id)
}

function ofChain(rows: readonly { readonly chain_id: number }[] | undefined, chainId?: number): Answer {
  if (rows === undefined) return problemAnswer('not-built', 'This process does not ingest.')
  return jsonAnswer(toJson(chainId === undefined ? rows : rows.filter((row) => row.chain_id === chainId)))
}
