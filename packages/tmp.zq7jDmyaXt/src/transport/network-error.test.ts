import { expect, test } from 'vitest'
import { networkErrorText } from './network-error.ts'

test('the errors of all addresses are named, each once', () => {
  const refused = new Error('connect ECONNREFUSED ::1:8545')
  const both = new AggregateError([refused, new Error('connect ECONNREFUSED 127.0.0.1:8545'), refused])
  expect(networkErrorText(both)).toBe('connect ECONNREFUSED ::1:8545, connect ECONNREFUSED 127.0.0.1:8545')
})

test('an error without a message is named by its code or its class', () => {
  expect(networkErrorText(Object.assign(new Error(''), { code: 'ECONNRESET' }))).toBe('ECONNRESET')
  expect(networkErrorText(new TypeError(''))).toBe('TypeError')
  expect(networkErrorText('cut')).toBe('cut')
})
