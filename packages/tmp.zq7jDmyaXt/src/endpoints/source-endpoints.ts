import type { Logger } from '@org/events'
import type { SourceConfig } from '../config/chain-config.ts'
import type { Settings } from '../options.ts'
import { createRpcClient } from '../rpc/rpc-client.ts'
import { createEndpoint } from './endpoint.ts'
import { MAX_QUESTIONS_IN_FLIGHT } from './endpoint-health.ts'
import { createEndpointList, type EndpointList } from './endpoint-list.ts'
import { createEndpointPool, type EndpointPool } from './endpoint-pool.ts'

/** The endpoints of one source: one is used by its WebSocket at a time, each may be asked over HTTP. */
export interface SourceEndpoints {
  readonly list: EndpointList
  readonly pool: EndpointPool
  /** Ends what is open on all of them. */
  close(): Promise<void>
}

export function createSourceEndpoints(
  config: SourceConfig,
  chainId: number,
  settings: Settings,
  logger: Logger,
): SourceEndpoints {
  const { clock, random } = settings
  const list = createEndpointList(
    config.endpoints.map((endpoint) =>
      createEndpoint({
        config: endpoint,
        client: createRpcClient({
          url: endpoint.httpUrl,
          connections: settings.maxInFlight + MAX_QUESTIONS_IN_FLIGHT,
          timeoutMs: settings.rpcTimeoutMs,
          maxResponseBytes: settings.maxResponseBytes,
          nowUnixMs: () => clock.nowUs() / 1000,
        }),
        maxBatchSize: settings.rpcBatchSize,
        random,
        logger,
      }),
    ),
  )
  const pool = createEndpointPool({
    endpoints: list.all,
    current: () => list.current(),
    chainId,
    checkTimeoutMs: settings.connectTimeoutMs,
    clock,
    logger,
  })
  return {
    list,
    pool,
    async close() {
      pool.stop()
      await list.close()
    },
  }
}
