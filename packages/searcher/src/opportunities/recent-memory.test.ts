import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { buy } from '../../test/support/swaps.ts'
import { mainnet } from '../../test/support/transactions.ts'
import { analyzeTransaction } from '../features/analyze-transaction.ts'
import { NO_STATES } from '../state/outlook.ts'
import { createRecentMemory } from './recent-memory.ts'

test('remembering a swap does not keep its calldata alive', () => {
  const memory = createRecentMemory()
  const padding = 'ab'.repeat(100_000)
  const before = usedMegabytes()
  for (let index = 0; index < 400; index++) {
    const sample = buy(index, 1, { token: `0x${index.toString(16).padStart(40, 'a')}` })
    // 200 kB behind the arguments; through JSON, so that it is one flat string of its own.
    const text = JSON.stringify({ ...sample.data, input: sample.data.input + padding })
    const data = JSON.parse(text) as typeof sample.data // the value it was made from
    const analysis = analyzeTransaction(data, mainnet, null)
    expect(analysis.pools).toHaveLength(1)
    if (sample.tx_hash !== '') memory.remember({ ...sample, data }, sample.tx_hash, analysis, NO_STATES)
  }
  // All of it is 80 MB.
  expect(usedMegabytes() - before).toBeLessThan(30)
  expect(memory.at(0).onPool('nothing')).toEqual([])
})

function usedMegabytes(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
  return process.memoryUsage().heapUsed / 1e6
}
