import { onTestFinished } from 'vitest'
import {
  type ChainConfig,
  createLiveRpcRuntime,
  type EndpointConfig,
  type LiveRpcOptions,
  type LiveRpcRuntime,
  type SourceConfig,
} from '../src/index.ts'
import { createEventLog, type EventLog } from './event-log.ts'

export interface Watched {
  readonly runtime: LiveRpcRuntime
  readonly events: EventLog
}

/** A runtime over these chains with quick reconnection; stopped when the test ends. */
export function createWatchedChains(
  chains: readonly ChainConfig[],
  options: Partial<LiveRpcOptions> = {},
): Watched {
  const runtime = createLiveRpcRuntime({
    chains,
    reconnectBackoffMs: 20,
    maxReconnectBackoffMs: 200,
    ...options,
  })
  onTestFinished(() => runtime.stop())
  return { runtime, events: createEventLog() }
}

/** The same over one chain, 31337 unless it says otherwise. */
export function createWatched(
  sources: readonly SourceConfig[],
  options: Partial<LiveRpcOptions> = {},
  chain: Partial<Omit<ChainConfig, 'sources'>> = {},
): Watched {
  return createWatchedChains([{ chainKey: 'dev', chainId: 31_337, sources, ...chain }], options)
}

/** The same, started. */
export async function watch(...args: Parameters<typeof createWatched>): Promise<Watched> {
  const watched = createWatched(...args)
  await watched.runtime.start(watched.events.receive)
  return watched
}

/** A source over the endpoints of nodes, in order. */
export function sourceOf(sourceId: string, ...nodes: readonly EndpointConfig[]): SourceConfig {
  return { sourceId, endpoints: nodes.map(({ wsUrl, httpUrl }) => ({ wsUrl, httpUrl })) }
}
