import type { EndpointConfig } from './config/chain-config.ts'
import { IngestError } from './errors.ts'
import type { RpcClient } from './fetch/rpc-client.ts'

/** One endpoint of a source while it is watched. */
export interface Endpoint {
  readonly config: EndpointConfig
  readonly client: RpcClient
  /** Its HTTP side named the right chain. */
  verified: boolean
  /** It answers for another chain, and is never used again. */
  excluded: boolean
}

/** The failover list of a source. */
export interface EndpointList {
  readonly all: readonly Endpoint[]
  /** The endpoint in use; `null` when all are excluded. */
  current(): Endpoint | null
  readonly index: number
  /** How often the endpoint in use changed. */
  readonly rotations: number
  /** The endpoint in use works. */
  succeeded(): void
  /** The endpoint in use failed; after {@link FAILURES_BEFORE_ROTATION} in a row the next one is in use. */
  failed(): void
  /** The next endpoint is in use from now on. */
  leave(): void
  /** The endpoint in use is of another chain. */
  exclude(): void
  /** Ends what is open on all of them. */
  close(): Promise<void>
}

/** Attempts on an endpoint before the next one is tried: one failure may be a hiccup. */
export const FAILURES_BEFORE_ROTATION = 3

/** @param endpoints at least one */
export function createEndpointList(endpoints: readonly Endpoint[]): EndpointList {
  let index = 0
  let failures = 0
  let rotations = 0
  const rotate = (): void => {
    failures = 0
    for (let step = 1; step < endpoints.length; step++) {
      const next = (index + step) % endpoints.length
      if (endpoints[next]?.excluded === true) continue
      index = next
      rotations++
      return
    }
  }
  return {
    all: endpoints,
    current() {
      const endpoint = endpoints[index]
      return endpoint === undefined || endpoint.excluded ? null : endpoint
    },
    get index(): number {
      return index
    },
    get rotations(): number {
      return rotations
    },
    succeeded() {
      failures = 0
    },
    failed() {
      failures++
      if (failures >= FAILURES_BEFORE_ROTATION) rotate()
    },
    leave: rotate,
    exclude() {
      const endpoint = endpoints[index]
      if (endpoint !== undefined) endpoint.excluded = true
      rotate()
    },
    async close() {
      await Promise.all(endpoints.map((endpoint) => endpoint.client.close()))
    },
  }
}

/** The HTTP client of the endpoint in use. @throws IngestError when there is none. */
export function currentClient(endpoints: EndpointList): RpcClient {
  const endpoint = endpoints.current()
  if (endpoint !== null) return endpoint.client
  throw new IngestError('RPC_FAILED', 'no endpoint of the source is of the right chain', { retryable: false })
}
