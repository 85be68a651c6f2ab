import type { Logger } from '@org/events'
import type { EndpointConfig } from '../config/chain-config.ts'
import type { RpcClient } from '../rpc/rpc-client.ts'
import { createEndpointHealth, type EndpointHealth } from './endpoint-health.ts'

/** One endpoint of a source while it is watched. */
export interface Endpoint {
  readonly config: EndpointConfig
  /** Owned by whoever made it: it is closed there. */
  readonly client: RpcClient
  /** What is known of its HTTP side. */
  readonly health: EndpointHealth
  /** Its HTTP side named the right chain. */
  verified: boolean
  /** It answers for another chain, and is never used again. */
  excluded: boolean
  /** How its WebSocket announces pending transactions; `null` while that is not known. */
  bodies: 'full' | 'hashes' | null
}

export interface EndpointOptions {
  readonly config: EndpointConfig
  readonly client: RpcClient
  /** Bound of a batch, in calls. */
  readonly maxBatchSize: number
  /** Uniform in [0, 1), for jitter. */
  readonly random: () => number
  readonly logger: Logger
}

export function createEndpoint(options: EndpointOptions): Endpoint {
  const { config, client, maxBatchSize, random, logger } = options
  return {
    config,
    client,
    health: createEndpointHealth({ where: client.where, maxBatchSize, random, logger }),
    verified: false,
    excluded: false,
    bodies: null,
  }
}
