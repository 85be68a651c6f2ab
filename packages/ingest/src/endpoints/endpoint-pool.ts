import type { Clock, Logger } from '@org/events'
import { decodeBatch } from '../rpc/rpc-batch.ts'
import { RpcFailure } from '../rpc/rpc-failure.ts'
import { createChainChecks } from './chain-checks.ts'
import { chooseEndpoint } from './choose-endpoint.ts'
import type { Endpoint } from './endpoint.ts'
import type { BatchOutcome } from './endpoint-health.ts'
import type { Lane } from './rate-limit.ts'

/** What to do with the next batch. */
export type PoolChoice =
  | { readonly kind: 'send'; readonly endpoint: Endpoint; readonly batchSize: number }
  /** None may be asked now. `waitMs`: Infinity when only a change tells, see {@link EndpointPool.onChange} */
  | { readonly kind: 'wait'; readonly waitMs: number }
  /** None is of the right chain. */
  | { readonly kind: 'none' }

/** The HTTP sides of a source's endpoints: one health for all that ask them. */
export interface EndpointPool {
  /**
   * Decides who is asked next. Begins chain checks in the background where they are due.
   * @param except endpoints that are not to be asked again
   */
  choose(lane: Lane, except?: ReadonlySet<Endpoint>): PoolChoice
  /**
   * Sends one batch and learns from its end. Never rejects.
   * @param size calls in `body`, whose ids are 0 … size - 1
   */
  send(endpoint: Endpoint, body: string, size: number, lane: Lane, signal: AbortSignal): Promise<BatchOutcome>
  /** True when another endpoint than this one may be worth asking: of the right chain, as far as known, and not failing. */
  hasAlternative(endpoint: Endpoint): boolean
  /** True when one of them may be asked for a body within so many milliseconds. */
  readyWithin(ms: number): boolean
  /** Begins to ask those beside the one in use for their chain, so that they can be asked when it fails. */
  prepare(): void
  /** Calls the listener whenever a batch or a chain check ended. @returns releases the listener */
  onChange(listener: () => void): () => void
  readonly endpoints: readonly Endpoint[]
  /** The clock that health is kept by, monotonic milliseconds. */
  nowMs(): number
  /** Answers that said "slower", of all endpoints. */
  readonly rateLimited: number
  /** Aborts chain checks. Batches end by their own signals. Idempotent. */
  stop(): void
}

export interface EndpointPoolOptions {
  readonly endpoints: readonly Endpoint[]
  /** The one in use by the WebSocket. */
  readonly current: () => Endpoint | null
  readonly chainId: number
  /** Bound of a chain check. */
  readonly checkTimeoutMs: number
  readonly clock: Clock
  readonly logger: Logger
}

/** Another endpoint than the best is measured by one batch in this time. */
export const MEASURE_INTERVAL_MS = 10_000

export function createEndpointPool(options: EndpointPoolOptions): EndpointPool {
  const { endpoints, current, clock } = options
  const listeners = new Set<() => void>()
  const changed = (): void => {
    for (const listener of listeners) listener()
  }
  const checks = createChainChecks({
    chainId: options.chainId,
    timeoutMs: options.checkTimeoutMs,
    monotonicMs: () => clock.monotonicMs(),
    logger: options.logger,
    onChecked: changed,
  })
  let measuredMs = clock.monotonicMs()

  const send = (endpoint: Endpoint, lane: Lane, nowMs: number): PoolChoice => {
    const batchSize = Math.max(1, endpoint.health.batchSize(lane, nowMs))
    return { kind: 'send', endpoint, batchSize }
  }

  return {
    endpoints,
    nowMs: () => clock.monotonicMs(),
    get rateLimited(): number {
      return endpoints.reduce((sum, endpoint) => sum + endpoint.health.rateLimited, 0)
    },
    choose(lane, except) {
      const nowMs = clock.monotonicMs()
      const left = endpoints.filter((endpoint) => !endpoint.excluded && except?.has(endpoint) !== true)
      if (left.length === 0) return { kind: 'none' }
      const verified = left.filter((endpoint) => endpoint.verified)
      const { best, other, waitMs } = chooseEndpoint(verified, current(), lane, nowMs)
      const mayMeasure = lane === 'bodies' && nowMs - measuredMs >= MEASURE_INTERVAL_MS
      if (best === null || mayMeasure) {
        for (const endpoint of left) checks.ask(endpoint)
      }
      if (best === null) {
        const checkMs = left.map((endpoint) => (endpoint.verified ? waitMs : checks.readyIn(endpoint)))
        return { kind: 'wait', waitMs: Math.min(waitMs, ...checkMs) }
      }
      if (other === null || !mayMeasure) return send(best, lane, nowMs)
      measuredMs = nowMs
      return send(other, lane, nowMs)
    },
    async send(endpoint, body, size, lane, signal) {
      const { client, health } = endpoint
      const flight = health.began(size, lane, clock.monotonicMs())
      let outcome: BatchOutcome
      try {
        outcome = { ok: true, answers: decodeBatch(await client.post(body, signal), size, client.where) }
      } catch (cause) {
        outcome = { ok: false, error: asFailure(cause, client.where) }
      }
      health.ended(flight, outcome, clock.monotonicMs())
      changed()
      return outcome
    },
    hasAlternative: (endpoint) =>
      endpoints.some((each) => each !== endpoint && !each.excluded && each.health.breaker === 'closed'),
    prepare() {
      for (const endpoint of endpoints) {
        if (endpoint !== current()) checks.ask(endpoint)
      }
    },
    readyWithin(ms) {
      const nowMs = clock.monotonicMs()
      return endpoints.some(
        (each) => each.verified && !each.excluded && each.health.readyIn('bodies', nowMs) <= ms,
      )
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: () => checks.stop(),
  }
}

function asFailure(cause: unknown, where: string): RpcFailure {
  if (cause instanceof RpcFailure) return cause
  return new RpcFailure('transport', `request to ${where}: ${String(cause)}`, { cause })
}
