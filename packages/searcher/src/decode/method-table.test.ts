import { toFunctionSelector } from 'viem'
import { expect, test } from 'vitest'
import { createMethodTable } from './method-table.ts'

const table = createMethodTable(() => {})

test('every selector is the one of its signature', () => {
  for (const [selector, method] of table) {
    expect(`0x${selector}`, method.signature).toBe(toFunctionSelector(`function ${method.signature}`))
  }
})

test('no signature is listed twice', () => {
  const signatures = [...table.values()].map((method) => method.signature)
  expect(new Set(signatures).size).toBe(signatures.length)
})

test('every method names the contracts that have it', () => {
  for (const method of table.values()) expect(method.abis.length, method.signature).toBeGreaterThan(0)
})
