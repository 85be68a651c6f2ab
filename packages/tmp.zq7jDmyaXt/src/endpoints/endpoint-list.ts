import type { Endpoint } from './endpoint.ts'

/** The failover list of a source, the preferred endpoint first. */
export interface EndpointList {
  readonly all: readonly Endpoint[]
  /** The endpoint in use, or the next when it was found to be of another chain; `null` when all are. */
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
  /** Usable ones that stand before the one in use, the most preferred first. */
  better(): readonly Endpoint[]
  /** This one, a member of the list, is in use from now on. */
  use(endpoint: Endpoint): void
  /** This one is of another chain; when it is in use the next one takes its place. */
  exclude(endpoint: Endpoint): void
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
  const moveTo = (next: number): void => {
    if (next === index) return
    failures = 0
    index = next
    rotations++
  }
  /** The first usable one from `step` places behind the one in use; -1 when there is none. */
  const usableFrom = (step: number): number => {
    for (let i = step; i < step + endpoints.length; i++) {
      const at = (index + i) % endpoints.length
      if (endpoints[at]?.excluded === false) return at
    }
    return -1
  }
  const rotate = (): void => {
    failures = 0
    const next = usableFrom(1)
    if (next >= 0) moveTo(next)
  }
  return {
    all: endpoints,
    current: () => endpoints[usableFrom(0)] ?? null,
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
    better: () => endpoints.filter((endpoint, at) => at < index && !endpoint.excluded),
    use: (endpoint) => moveTo(endpoints.indexOf(endpoint)),
    exclude(endpoint) {
      endpoint.excluded = true
      if (endpoint === endpoints[index]) rotate()
    },
    async close() {
      await Promise.all(endpoints.map((endpoint) => endpoint.client.close()))
    },
  }
}
