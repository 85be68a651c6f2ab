import { type DependencyStatus, toJson } from '@org/events'
import { type Answer, jsonAnswer } from '../http/answer.ts'
import type { VizApiPorts } from '../options.ts'

/** The process is alive: nothing else is judged. */
export function health(): Answer {
  return jsonAnswer(toJson({ status: 'ok' }))
}

/** 503 as soon as one dependency is down; a degraded one keeps the node ready. */
export function ready(ports: VizApiPorts): Answer {
  const dependencies: readonly DependencyStatus[] = ports.status.dependencies()
  const isReady = dependencies.every((dependency) => dependency.state !== 'down')
  const answer = jsonAnswer(toJson({ status: isReady ? 'ready' : 'not_ready', dependencies }))
  return { ...answer, status: isReady ? 200 : 503 }
}

/** The page for Prometheus. */
export async function metrics(ports: VizApiPorts): Promise<Answer> {
  const page = await ports.metricsPage()
  return { kind: 'document', status: 200, contentType: page.contentType, headers: {}, body: () => page.body }
}
