import { type Clock, createSystemClock, type Logger, noopLogger } from '@org/events'
import { createEndpoint, type Endpoint } from '../src/endpoints/endpoint.ts'
import { createEndpointPool, type EndpointPool } from '../src/endpoints/endpoint-pool.ts'
import { RpcFailure } from '../src/rpc/rpc-failure.ts'

/** One call as it was sent. */
export interface SentCall {
  readonly id: number
  readonly method: string
  readonly params: readonly unknown[]
}

/** Answers one request: the parsed JSON of the node, or throws an {@link RpcFailure}. */
export type Respond = (calls: readonly SentCall[]) => unknown

export interface FakeEndpoint extends Endpoint {
  /** Every request but chain checks, in order. */
  readonly requests: (readonly SentCall[])[]
  /** May be changed at any time. */
  respond: Respond
  /** What it answers to chain checks. */
  chainId: string
  /** Chain checks so far. */
  readonly checks: () => number
  /** Most requests that were open at once. */
  readonly most: () => number
}

export interface FakeEndpointOptions {
  readonly name?: string
  /** @default answers every call with its parameters */
  readonly respond?: Respond
  readonly maxBatchSize?: number
  /** @default true */
  readonly verified?: boolean
  readonly logger?: Logger
}

/** An endpoint without a network. `random` is 0, so that every wait is the shortest. */
export function createFakeEndpoint(options: FakeEndpointOptions = {}): FakeEndpoint {
  const requests: (readonly SentCall[])[] = []
  const name = options.name ?? 'node'
  let open = 0
  let most = 0
  let checks = 0
  const post = async (body: string, signal: AbortSignal): Promise<unknown> => {
    const parsed: unknown = JSON.parse(body)
    const calls = (Array.isArray(parsed) ? parsed : [parsed]) as SentCall[] // sent by the code under test
    if (calls[0]?.method === 'eth_chainId') {
      checks++
      return { id: calls[0].id, result: fake.chainId }
    }
    requests.push(calls)
    open++
    most = Math.max(most, open)
    const aborted = Promise.withResolvers<never>()
    const abort = (): void => aborted.reject(new RpcFailure('aborted', 'aborted'))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    try {
      return await Promise.race([fake.respond(calls), aborted.promise])
    } finally {
      open--
      signal.removeEventListener('abort', abort)
    }
  }
  const endpoint = createEndpoint({
    config: { wsUrl: `ws://${name}`, httpUrl: `http://${name}` },
    client: { where: name, post, close: async () => {} },
    maxBatchSize: options.maxBatchSize ?? 128,
    random: () => 0,
    logger: options.logger ?? noopLogger,
  })
  const fake: FakeEndpoint = Object.assign(endpoint, {
    requests,
    respond: options.respond ?? answerAll((call) => ({ hash: call.params[0] })),
    chainId: '0x1',
    checks: () => checks,
    most: () => most,
  })
  fake.verified = options.verified ?? true
  return fake
}

/** Answers each call by itself. */
export function answerAll(result: (call: SentCall) => unknown): Respond {
  return (calls) => calls.map((call) => ({ jsonrpc: '2.0', id: call.id, result: result(call) }))
}

/** Refuses each call with one error object. */
export function refuseAll(error: unknown): Respond {
  return (calls) => calls.map((call) => ({ jsonrpc: '2.0', id: call.id, error }))
}

/** A pool over them; the first is the one in use by the WebSocket. */
export function poolOf(endpoints: readonly Endpoint[], clock: Clock = createSystemClock()): EndpointPool {
  return createEndpointPool({
    endpoints,
    current: () => endpoints[0] ?? null,
    chainId: 1,
    checkTimeoutMs: 1000,
    clock,
    logger: noopLogger,
  })
}
