import { expect, test } from 'vitest'
import { ContractError, errorMessage, isMevscopeError } from './errors.ts'

test('carries code, retryable and cause, and names itself', () => {
  const cause = new Error('disk on fire')
  const error = new ContractError('EVENT_MALFORMED', 'reading line 3', { retryable: false, cause })
  expect(error).toMatchObject({ name: 'ContractError', code: 'EVENT_MALFORMED', retryable: false, cause })
  expect(isMevscopeError(error)).toBe(true)
  expect(errorMessage(error)).toBe('reading line 3: disk on fire')
})

test('foreign errors and plain values are told apart and still readable', () => {
  const foreign = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
  expect(isMevscopeError(foreign)).toBe(false)
  expect(isMevscopeError('text')).toBe(false)
  expect(errorMessage('text')).toBe('text')
  expect(errorMessage(new Error('sending: refused', { cause: foreign }))).toBe('sending: refused')
})
