import { onTestFinished } from 'vitest'
import {
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

/** A runtime over one chain (31337) with quick reconnection; stopped when the test ends. */
export function createWatched(
  sources: readonly SourceConfig[],
  options: Partial<LiveRpcOptions> = {},
  chain: { readonly mempool?: 'public' | 'private' } = {},
): Watched {
  const runtime = createLiveRpcRuntime({
    chains: [{ chainKey: 'dev', chainId: 31_337, sources, ...chain }],
    reconnectBackoffMs: 20,
    maxReconnectBackoffMs: 200,
    ...options,
  })
  onTestFinished(() => runtime.stop())
  return { runtime, events: createEventLog() }
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
