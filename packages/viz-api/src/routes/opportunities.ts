import { jsonArray } from '@org/events'
import { type Answer, jsonAnswer } from '../http/answer.ts'
import type { VizApiPorts } from '../options.ts'
import type { RouteInput } from '../schema/route-table.ts'
import { toListQuery } from './list-query.ts'

/** Newest first. */
export function opportunities(ports: VizApiPorts, input: RouteInput<'opportunities'>): Answer {
  return jsonAnswer(jsonArray(ports.models.opportunities(toListQuery(input.query))))
}

/** Highest score first. */
export function rankedOpportunities(ports: VizApiPorts, input: RouteInput<'rankedOpportunities'>): Answer {
  return jsonAnswer(jsonArray(ports.models.rankedOpportunities(toListQuery(input.query))))
}
