import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Caller } from '../auth/caller.ts'
import type { Tickets } from '../auth/tickets.ts'
import { type Answer, problemAnswer } from '../http/answer.ts'
import type { Internals } from '../internals.ts'
import type { VizApiPorts } from '../options.ts'
import type { RouteInput, RouteName } from '../schema/route-table.ts'
import type { EventStreams } from '../sse/event-streams.ts'
import { accounting, chains, propagation } from './chains.ts'
import { snapshot } from './dashboard.ts'
import { createDocumentation } from './documentation.ts'
import { eventStream } from './event-stream.ts'
import { events } from './events.ts'
import { featureCounts, recentFeatures } from './features.ts'
import { gaps } from './gaps.ts'
import { alerts, metricsSnapshot, telemetry, telemetryStream, workerHealth } from './internals.ts'
import { health, metrics, ready } from './operations.ts'
import { opportunities, rankedOpportunities } from './opportunities.ts'
import { replay } from './replay.ts'
import { ticket } from './ticket.ts'
import { transaction, transactionDetails, transactions } from './transactions.ts'

/** Of the request what a handler may look at beside its parameters. */
export interface RequestContext {
  /** Aborts when the client leaves or the time for the answer is over. */
  readonly signal: AbortSignal
  readonly headers: IncomingHttpHeaders
  /** Counts bytes that the answer holds while it is read. @throws VizApiError `READ_BUDGET` */
  hold(bytes: number): void
  /** Who asks. */
  readonly caller: Caller
}

/** One handler per route of the table: a route without one does not compile. */
export type Handlers = {
  readonly [Name in RouteName]: (input: RouteInput<Name>, context: RequestContext) => Answer | Promise<Answer>
}

/** Binds the handlers to the ports they read, and to where streams are opened and tickets made. */
export function createHandlers(
  ports: VizApiPorts,
  eventStreams: EventStreams,
  tickets: Tickets,
  internals: Internals,
): Handlers {
  const instance = randomBytes(4).toString('hex')
  const documentation = createDocumentation()
  return {
    health,
    ready: () => ready(ports),
    metrics: () => metrics(ports),
    snapshot: (input) => snapshot(ports, input, instance),
    transactions: (input, context) => transactions(ports, input, context),
    transactionDetails: (input, context) => transactionDetails(ports, input, context),
    transaction: (input, { signal }) => transaction(ports, input, signal),
    featureCounts: (input) => featureCounts(ports, input),
    recentFeatures: (input) => recentFeatures(ports, input),
    opportunities: (input) => opportunities(ports, input),
    rankedOpportunities: (input) => rankedOpportunities(ports, input),
    events: (input, context) => events(ports, input, context),
    replay: (input, { signal }) => replay(ports, input, signal),
    gaps: (input, context) => gaps(ports, input, context),
    chains: () => chains(ports),
    accounting: (input) => accounting(ports, input),
    propagation: (input) => propagation(ports, input),
    stream: () =>
      problemAnswer('upgrade-required', 'This path speaks WebSocket: send an upgrade.', {
        upgrade: 'websocket',
      }),
    ticket: (_input, { caller }) => ticket(tickets, caller),
    eventStream: (input, { headers }) => eventStream(eventStreams, input, headers),
    metricsSnapshot: () => metricsSnapshot(internals),
    alerts: () => alerts(internals),
    telemetry: (input) => telemetry(ports, input),
    telemetryStream: (input, { headers }) => telemetryStream(internals, input, headers),
    openApi: documentation.openApi,
    docs: documentation.page,
    docsStyle: documentation.style,
    workerHealth: () => workerHealth(ports, internals),
  }
}
