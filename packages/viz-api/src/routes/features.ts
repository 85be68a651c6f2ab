import { jsonArray, toJson } from '@org/events'
import { type Answer, jsonAnswer } from '../http/answer.ts'
import type { VizApiPorts } from '../options.ts'
import type { RouteInput } from '../schema/route-table.ts'
import { toListQuery } from './list-query.ts'

/** Counts by protocol and category. */
export function featureCounts(ports: VizApiPorts, input: RouteInput<'featureCounts'>): Answer {
  const { chain_id: chainId, limit } = input.query
  return jsonAnswer(toJson(ports.models.featureCounts(chainId).slice(0, limit)))
}

/** Newest first. */
export function recentFeatures(ports: VizApiPorts, input: RouteInput<'recentFeatures'>): Answer {
  return jsonAnswer(jsonArray(ports.models.recentFeatures(toListQuery(input.query))))
}
