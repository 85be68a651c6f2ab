import { isAddress } from 'viem'
import { expect, test } from 'vitest'
import { BUILT_IN_FILES } from './built-in.ts'
import { loadRegistry } from './load-registry.ts'
import { parseRegistry } from './parse-registry.ts'

test.each(BUILT_IN_FILES)('the file of $name fits the schema', ({ content }) => {
  expect(parseRegistry(content)).toMatchObject({ ok: true })
})

test('every entry names a source that can be looked up', () => {
  for (const { content } of BUILT_IN_FILES) {
    const result = parseRegistry(content)
    if (!result.ok) throw new Error('not valid')
    for (const chain of result.file.chains) {
      for (const entry of [...chain.contracts, ...chain.tokens])
        expect(entry.source).toMatch(/^(https:\/\/|npm package )/)
    }
  }
})

test('the chains of the built-in registry all know their wrapped native coin', () => {
  const registry = loadRegistry()
  expect(registry.chainIds()).toEqual([1, 8453, 10, 42161, 137, 56])
  for (const chainId of registry.chainIds()) {
    const chain = registry.chain(chainId)
    expect(chain.wrappedNative).not.toBeNull()
    expect(chain.contract(chain.wrappedNative ?? '')).toMatchObject({ abi: 'wrapped-native' })
  }
})

test('every built-in address is written with its checksum, so that a mistyped digit shows', () => {
  for (const { name, content } of BUILT_IN_FILES) {
    const written = JSON.stringify(content).match(/0x[0-9a-fA-F]{40}/g) ?? []
    expect(written.length).toBeGreaterThan(5)
    for (const address of written) {
      expect(isAddress(address, { strict: true }), `${name}: ${address}`).toBe(true)
    }
  }
})
