import { hashApiKey } from '@org/viz-api'
import { describe, expect, test } from 'vitest'
import { accessOf } from './access-of.ts'
import { loadConfig } from './load-config.ts'

const KEY = 'vJ3xq9Zp2LmT7wRb'
const OTHER = '0123456789abcdef0123456789abcdee'

const load = (environment: NodeJS.ProcessEnv) => loadConfig({ VIZ_API_INGEST_MODE: 'off', ...environment })
const problemsOf = (environment: NodeJS.ProcessEnv): readonly string[] => {
  const loaded = load(environment)
  return loaded.ok ? [] : loaded.problems.map(({ where, message }) => `${where}: ${message}`)
}

describe('keys', () => {
  test('are hashes as soon as they are read, and nothing keeps the text', () => {
    const loaded = load({ VIZ_API_AUTH_ENABLED: '1', VIZ_API_API_KEYS: `${KEY}, ${OTHER}` })
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
    expect(accessOf(loaded.config.env).keys).toEqual([hashApiKey(KEY), hashApiKey(OTHER)])
    expect(JSON.stringify(loaded.config.env)).not.toMatch(new RegExp(`${KEY}|${OTHER}`))
  })

  test('may be given as hashes', () => {
    const hex = Buffer.from(hashApiKey(KEY)).toString('hex')
    const loaded = load({ VIZ_API_AUTH_ENABLED: '1', VIZ_API_API_KEYS: `sha256:${hex}` })
    expect(loaded.ok && accessOf(loaded.config.env).keys).toEqual([hashApiKey(KEY)])
  })

  test.each([undefined, '', ' '])('asked for without one, the server does not start: %j', (keys) => {
    const problems = problemsOf({
      VIZ_API_AUTH_ENABLED: '1',
      ...(keys === undefined ? {} : { VIZ_API_API_KEYS: keys }),
    })
    expect(problems).toEqual([
      expect.stringMatching(/^VIZ_API_(AUTH_ENABLED: is on, but there is no key|API_KEYS: key 1 )/),
    ])
  })

  test('set without being asked for, the server does not start, unless that is said', () => {
    expect(problemsOf({ VIZ_API_API_KEYS: KEY })).toEqual([
      expect.stringMatching(/^VIZ_API_API_KEYS: is set, but nobody would be asked/),
    ])
    const off = load({ VIZ_API_API_KEYS: KEY, VIZ_API_AUTH_ENABLED: '0' })
    expect(off.ok && accessOf(off.config.env).keys).toBe(null)
  })

  test.each([
    'tooshort',
    'aaaaaaaaaaaaaaaaaaaaaaaa',
    'secretsecretsecretsecret',
    `${KEY} ${KEY}`,
    `${KEY}é`,
    'a'.repeat(300),
    `${KEY},`,
    `${KEY},${KEY}`,
    'sha256:12',
  ])('that are weak or malformed are refused and not shown: %s', (keys) => {
    const problems = problemsOf({ VIZ_API_AUTH_ENABLED: '1', VIZ_API_API_KEYS: keys })
    expect(problems).toEqual([expect.stringMatching(/^VIZ_API_API_KEYS: key [12] /)])
    expect(problems.join()).not.toContain(keys)
    expect(problems.join()).not.toContain(KEY)
  })
})

describe('access', () => {
  test('is read as lists', () => {
    const loaded = load({
      VIZ_API_RATE_LIMIT_PER_MINUTE: '0',
      VIZ_API_CORS_ORIGINS: 'https://app.example, http://localhost:5173/,https://APP.example:443',
      VIZ_API_ALLOWED_HOSTS: 'MEV.example,node_1.internal',
      VIZ_API_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
    })
    expect(loaded.ok && accessOf(loaded.config.env)).toEqual({
      keys: null,
      rateLimitPerMinute: 0,
      corsOrigins: ['https://app.example', 'http://localhost:5173'],
      allowedHosts: ['mev.example', 'node_1.internal'],
      trustedProxies: ['10.0.0.0/8', '::1'],
    })
  })

  test.each([
    ['VIZ_API_CORS_ORIGINS', '*'],
    ['VIZ_API_CORS_ORIGINS', 'null'],
    ['VIZ_API_CORS_ORIGINS', 'https://*.example'],
    ['VIZ_API_CORS_ORIGINS', 'https://app.example/path'],
    ['VIZ_API_CORS_ORIGINS', 'https://user:hunter2@app.example'],
    ['VIZ_API_CORS_ORIGINS', 'ftp://app.example'],
    ['VIZ_API_CORS_ORIGINS', 'https://app.example,'],
    ['VIZ_API_ALLOWED_HOSTS', 'mev.example:3000'],
    ['VIZ_API_ALLOWED_HOSTS', 'https://mev.example'],
    ['VIZ_API_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['VIZ_API_TRUSTED_PROXIES', 'proxy.example'],
    ['VIZ_API_TRUSTED_PROXIES', '10.0.0.1/8/8'],
    ['VIZ_API_RATE_LIMIT_PER_MINUTE', '-1'],
  ])('%s=%s is refused', (name, value) => {
    const problems = problemsOf({ [name]: value })
    expect(problems).toEqual([expect.stringMatching(`^${name}: expected `)])
    expect(problems.join()).not.toContain('hunter2')
  })
})
