import { describe, expect, test } from 'vitest'
import { createHostRule, hostName, isLoopback } from './host-rule.ts'

describe('on a loopback address', () => {
  const isOurs = createHostRule('127.0.0.1', [])

  test.each([
    undefined,
    '',
    'localhost',
    'LOCALHOST:3000',
    'mev.localhost',
    'localhost.',
    '127.0.0.1:3000',
    '[::1]:3000',
    '10.0.0.1',
    '[2001:db8::1]',
  ])('%j passes: it cannot be made to point elsewhere', (host) => {
    expect(isOurs(host)).toBe(true)
  })

  test.each([
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    'notlocalhost',
    '127.0.0.1.evil.example',
    'evil@127.0.0.1',
    '127.0.0.1/',
    '127.0.0.1, evil',
    '[::1',
    '0x7f.1',
    'a b',
  ])('%j does not', (host) => {
    expect(isOurs(host)).toBe(false)
  })
})

test('elsewhere any name passes, unless some are listed', () => {
  expect(createHostRule('0.0.0.0', [])('mev.example:3000')).toBe(true)
  expect(createHostRule('0.0.0.0', [])('not a host')).toBe(false)
  const isOurs = createHostRule('0.0.0.0', ['mev.example'])
  expect(isOurs('MEV.example:3000')).toBe(true)
  expect(isOurs('mev.example.')).toBe(true)
  expect(isOurs('192.0.2.1')).toBe(true)
  expect(isOurs('other.example')).toBe(false)
})

test('a listed name passes on a loopback address: a proxy hands it on', () => {
  expect(createHostRule('::1', ['mev.example'])('mev.example')).toBe(true)
})

test.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['127.evil.example', false],
])('%s is loopback: %s', (host, is) => {
  expect(isLoopback(host)).toBe(is)
})

test('a host is a name or an address, with or without port', () => {
  expect(hostName('A.example:80')).toBe('a.example')
  expect(hostName('[::1]:80')).toBe('::1')
  expect(hostName('a:b')).toBe(null)
  expect(hostName('https://a')).toBe(null)
})
