import { expect, onTestFinished } from 'vitest'
import { hashApiKey, type VizApiOptions } from '../../../src/index.ts'
import { ROUTE_NAMES, ROUTES } from '../../../src/schema/route-table.ts'
import { type Fixture, startFixture } from '../../support/api.ts'
import { hashOf } from '../../support/fake-log.ts'

export const KEY = 'alice-0f9d8e7c6b5a4321'
export const OTHER_KEY = 'bob-1a2b3c4d5e6f7a8b9c'

/** The API with keys, and all that it must not give away. */
export interface Guarded extends Fixture {
  readonly url: string
  readonly port: number
  /** A ticket got with a key. */
  ticket(key?: string): Promise<string>
}

/** Time under a test's hand. */
export interface TestClock {
  nowMs: number
}

/**
 * Starts the API with keys. When the test ends, neither a key nor a ticket may stand in anything that it logged or
 * measured.
 */
export async function startGuarded(
  access: NonNullable<VizApiOptions['access']> = {},
  overrides: Omit<Partial<VizApiOptions>, 'access'> = {},
): Promise<Guarded> {
  const secrets = [KEY, OTHER_KEY]
  const fixture = await startFixture({
    drainMs: 250,
    ...overrides,
    access: { rateLimitPerMinute: 0, keys: [hashApiKey(KEY), hashApiKey(OTHER_KEY)], ...access },
  })
  onTestFinished(() => {
    const said = JSON.stringify([fixture.records, [...fixture.metrics.read().keys()]])
    for (const secret of secrets) expect(said).not.toContain(secret)
  })
  const { url } = fixture
  return {
    ...fixture,
    port: Number(new URL(url).port),
    async ticket(key = KEY) {
      const response = await fetch(`${url}/auth/ticket`, { method: 'POST', headers: { 'x-api-key': key } })
      expect(response.status).toBe(200)
      const { ticket } = (await response.json()) as { ticket: string } // the shape of the contract
      secrets.push(ticket)
      return ticket
    },
  }
}

export const PUBLIC_PATHS = ['/health', '/ready', '/metrics']

/** Every path that needs a key, under each of its names, with its method. */
export const CLOSED_PATHS: readonly (readonly [method: string, path: string])[] = ROUTE_NAMES.flatMap(
  (name) =>
    [ROUTES[name].path, ...ROUTES[name].aliases]
      .filter((path) => !PUBLIC_PATHS.includes(path))
      .map((path) => [ROUTES[name].method, path.replace('{hash}', hashOf(1))] as const),
)
