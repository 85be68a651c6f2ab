import { expect, test } from 'vitest'
import { createCors, parseOrigin } from './cors.ts'

test.each([
  ['https://app.example', 'https://app.example'],
  ['https://APP.example:443/', 'https://app.example'],
  ['http://localhost:5173', 'http://localhost:5173'],
  ['http://[::1]:80', 'http://[::1]'],
])('%s is the origin %s', (text, origin) => {
  expect(parseOrigin(text)).toBe(origin)
})

test.each([
  '',
  '*',
  'null',
  'app.example',
  'https://',
  'https://*.example',
  'https://a/b',
  'https://a?',
  'https://a#',
  'https://u:p@a',
  'ftp://a',
  'file:///a',
  'https://a b',
])('%j is none', (text) => {
  expect(parseOrigin(text)).toBe(null)
})

test('only listed origins are allowed, each exactly', () => {
  const cors = createCors(['https://app.example'])
  expect(cors.allows('https://app.example')).toBe(true)
  for (const origin of [
    'https://app.example.evil',
    'http://app.example',
    'https://app.example:444',
    'https://App.example',
    'null',
    '*',
    '',
  ]) {
    expect(cors.allows(origin)).toBe(false)
  }
  expect(createCors([]).allows('https://app.example')).toBe(false)
})
