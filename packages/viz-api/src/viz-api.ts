import type { Server } from 'node:http'
import { type Component, createSystemClock, noopLogger, noopMetrics } from '@org/events'
import { createApp } from './app.ts'
import { VizApiError } from './errors.ts'
import { isListed } from './gate/client-address.ts'
import { createConnections } from './gate/connections.ts'
import { createGate } from './gate/gate.ts'
import { isLoopback } from './gate/host-rule.ts'
import { checkAccess, DEFAULT_HTTP_LIMITS } from './gate/options.ts'
import { createCompressor } from './http/compressor.ts'
import { createFailureReport } from './http/failure.ts'
import { createRouteMarks } from './http/measure.ts'
import { createPageFiles } from './http/page.ts'
import { createInternals } from './internals.ts'
import { createVizApiMetrics } from './metrics.ts'
import { DEFAULT_ALERT_OPTIONS, DEFAULT_STREAM_LIMITS, type VizApiOptions } from './options.ts'
import { createHandlers } from './routes/handlers.ts'
import { DEFAULT_READ_LIMITS } from './serve/read-limits.ts'
import { createRouteServer } from './serve/route-server.ts'
import { createVersions } from './serve/versions.ts'
import { closeServer, createHttpServer, listen, type VizApiAddress } from './server.ts'
import { createEventStreams } from './sse/event-streams.ts'
import { createHub } from './stream/hub.ts'
import { createStreamServer } from './ws/stream-server.ts'

/** The read API as a component. */
export interface VizApi extends Component {
  /** Where it listens; `null` before `start` and after `stop`. */
  address(): VizApiAddress | null
}

/**
 * Builds the read API over ports. Nothing is opened and nothing subscribed to until `start`; `stop` stops
 * accepting, ends streams with 1001, lets requests under way finish and releases everything.
 *
 * @example
 * const api = createVizApi({ ports, bind: { host: '127.0.0.1', port: 3000 }, ingestMode: 'rpc' })
 * await api.start() // throws VizApiError ADDRESS_IN_USE when the port is taken
 * await api.stop()
 */
export function createVizApi(options: VizApiOptions): VizApi {
  const { ports, bind, ingestMode, role = 'all', logger = noopLogger, drainMs = 5_000 } = options
  const clock = options.clock ?? createSystemClock()
  const limits = { ...DEFAULT_STREAM_LIMITS, ...options.stream }
  const metrics = createVizApiMetrics(options.metrics ?? noopMetrics, {
    streamClients: () => hub.size(),
    connections: () => connections.size(),
  })
  const hub = createHub({
    log: ports.log,
    limits,
    logger,
    monotonicMs: () => clock.monotonicMs(),
    onSlow: () => metrics.slowDisconnects.inc(),
  })
  const streams = createStreamServer({ hub, logger, monotonicMs: () => clock.monotonicMs() })
  const internals = createInternals({
    ports,
    alerts: { ...DEFAULT_ALERT_OPTIONS, ...options.alerts },
    heartbeatMs: limits.heartbeatMs,
    onSlow: () => metrics.slowDisconnects.inc(),
    clock,
    logger,
  })
  const access = checkAccess(options.access)
  const http = { ...DEFAULT_HTTP_LIMITS, ...options.http }
  const { proxies } = access
  const connections = createConnections(
    {
      max: http.maxConnections,
      maxPerClient: http.maxConnectionsPerClient,
      isProxy: (peer) => proxies !== null && isListed(proxies, peer),
    },
    (reason) => metrics.refusedConnections[reason].inc(),
  )
  const page = options.dashboardDir === undefined ? null : createPageFiles(options.dashboardDir)
  const gate = createGate({
    access,
    limits: http,
    proxies,
    bindHost: bind.host,
    page: role === 'worker' ? null : page,
    metrics,
    clock,
  })
  const marks = createRouteMarks(metrics, clock)
  const reportFailure = createFailureReport(logger)
  const routes = createRouteServer({
    handlers: createHandlers(ports, createEventStreams(hub, logger), gate.tickets, internals),
    versions: createVersions(ports),
    limits: { ...DEFAULT_READ_LIMITS, ...options.reads },
    callerOf: gate.callerOf,
    compressor: createCompressor(),
    marks,
    reportFailure,
    metrics,
    clock,
  })
  const app = createApp({ role, routes, page, marks, reportFailure })
  const closed = Promise.withResolvers<void>()
  closed.promise.catch(() => {}) // whoever waits for `closed` hears of it

  let server: Server | undefined
  let address: VizApiAddress | null = null
  let starting: Promise<void> | undefined
  let stopping: Promise<void> | undefined

  async function open(): Promise<void> {
    const opened = createHttpServer(gate.wrap(app), http)
    connections.watch(opened)
    const bound = await listen(opened, bind)
    opened.on('error', (cause) => {
      closed.reject(new VizApiError('SERVER_FAILED', `serving ${bound.url}`, { retryable: true, cause }))
    })
    if (role !== 'worker') {
      opened.on('upgrade', gate.wrapUpgrade(streams.handleUpgrade))
      hub.start()
    }
    internals.watch?.start()
    server = opened
    address = bound
    logger.info('viz-api listening', {
      address: `${bound.host}:${bound.port}`,
      url: bound.url,
      ingest_mode: ingestMode,
      role,
      keys: access.keys?.length ?? 0,
    })
    if (access.keys === null && !isLoopback(bound.host)) {
      logger.warn('the API is open to whoever reaches its address: no keys are asked for', {
        address: bound.host,
      })
    }
  }

  async function shut(): Promise<void> {
    await starting?.catch(() => {}) // a failed start left nothing open
    internals.telemetryStreams?.stop()
    if (server !== undefined) {
      await Promise.all([closeServer(server, drainMs, connections.cut), streams.stop(drainMs)])
    }
    await internals.watch?.stop()
    server = undefined
    address = null
    closed.resolve()
  }

  return {
    name: 'viz-api',
    closed: closed.promise,
    address: () => address,
    async start() {
      if (starting !== undefined || stopping !== undefined) {
        throw new VizApiError('ALREADY_STARTED', 'starting viz-api: it was started or stopped before', {
          retryable: false,
        })
      }
      starting = open()
      await starting
    },
    async stop() {
      stopping ??= shut()
      await stopping
    },
  }
}
