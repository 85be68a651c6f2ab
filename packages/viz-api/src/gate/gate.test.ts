import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { noopMetrics } from '@org/events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashApiKey } from '../auth/api-key.ts'
import { createVizApiMetrics } from '../metrics.ts'
import { ROUTE_NAMES, ROUTES } from '../schema/route-table.ts'
import { createGate } from './gate.ts'
import { DEFAULT_ACCESS, DEFAULT_HTTP_LIMITS } from './options.ts'

const KEY = 'a-key-0123456789abcdef'
const PUBLIC = ['/health', '/ready', '/metrics']

interface Asked {
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [string, string])[]
}

/** What becomes of a request: the listener's, the page's, or a status. */
function judged({ method, target, headers }: Asked): 'let in' | 'page' | number {
  let outcome: 'let in' | 'page' | null = null
  const gate = createGate({
    access: { ...DEFAULT_ACCESS, keys: [hashApiKey(KEY)] },
    limits: DEFAULT_HTTP_LIMITS,
    proxies: null,
    bindHost: '127.0.0.1',
    page: () => {
      outcome = 'page'
    },
    metrics: createVizApiMetrics(noopMetrics, { streamClients: () => 0, connections: () => 0 }),
    clock: { monotonicMs: () => 0, nowUs: () => 0 },
  })
  const request = new IncomingMessage(new Socket())
  const rawHeaders = headers.flat()
  Object.assign(request, { method, url: target, httpVersion: '1.1', rawHeaders })
  const response = new ServerResponse(request)
  gate.wrap(() => {
    outcome = 'let in'
  })(request, response)
  return outcome ?? response.statusCode
}

const routePath = fc.constantFrom(
  ...ROUTE_NAMES.map((name) => ROUTES[name].path.replace('{hash}', `0x${'a'.repeat(64)}`)),
)
const piece = fc.oneof(
  fc.constantFrom(
    '/',
    '//',
    '.',
    '..',
    ';',
    '%2e',
    '%2f',
    '%00',
    '%252e',
    '\\',
    '?',
    '#',
    '&',
    'ticket=',
    ' ',
    '\t',
    '*',
  ),
  routePath,
  fc.string({ maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
)
const target = fc.oneof(
  fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
  fc.tuple(routePath, piece).map(([path, more]) => path + more),
  fc.tuple(fc.constantFrom(...PUBLIC), piece, routePath).map((parts) => parts.join('')),
)
const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'get', '')
const wrongKey = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom(KEY.slice(1), `${KEY} `, KEY.toUpperCase(), `Bearer ${KEY}`, `${KEY},${KEY}`),
)
const header = fc.oneof(
  fc.tuple(fc.constantFrom('x-api-key', 'X-Api-Key'), wrongKey),
  fc.tuple(
    fc.constant('authorization'),
    wrongKey.filter((text) => text !== `Bearer ${KEY}`),
  ),
  fc.tuple(
    fc.constantFrom('x-forwarded-for', 'cookie', 'x-original-url', 'x-rewrite-url', 'origin'),
    fc.string(),
  ),
  fc.tuple(fc.string({ minLength: 1, maxLength: 8 }), fc.string({ maxLength: 8 })),
)

test('whatever a request without the key looks like, nothing but what is public is let in', () => {
  fc.assert(
    fc.property(method, target, fc.array(header, { maxLength: 5 }), (methodName, targetText, headers) => {
      const outcome = judged({
        method: methodName,
        target: targetText,
        headers: [['host', 'localhost'], ...headers],
      })
      const path = targetText.split('?')[0] ?? ''
      if (PUBLIC.includes(path)) return
      expect(outcome).not.toBe('let in')
      if (outcome === 'page') expect(['GET', 'HEAD']).toContain(methodName)
      else expect(outcome).toBeGreaterThanOrEqual(400)
    }),
    { numRuns: 3_000 },
  )
})

test('whatever else a request with the key brings along, it is let in or refused, never shown the page alone', () => {
  fc.assert(
    fc.property(method, target, fc.array(header, { maxLength: 5 }), (methodName, targetText, headers) => {
      const outcome = judged({
        method: methodName,
        target: targetText,
        headers: [['host', 'localhost'], ...headers, ['x-api-key', KEY]],
      })
      if (headers.some(([name]) => ['x-api-key', 'authorization'].includes(name.toLowerCase()))) {
        const path = targetText.split('?')[0] ?? ''
        if (!PUBLIC.includes(path)) expect(outcome).not.toBe('let in')
      }
      expect(outcome).not.toBe('page')
    }),
    { numRuns: 1_000 },
  )
})

test('the right key alone is let in everywhere', () => {
  fc.assert(
    fc.property(routePath, (path) => {
      expect(
        judged({
          method: 'GET',
          target: path,
          headers: [
            ['host', 'a.localhost'],
            ['x-api-key', KEY],
          ],
        }),
      ).toBe('let in')
    }),
  )
})
