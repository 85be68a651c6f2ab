import { expect, test } from 'vitest'
import { sumsByStage } from './floors-report.ts'
import { measureParts } from './measure-parts.ts'
import type { Part } from './part.ts'

const part = (name: string, run: Part['run']): Part => ({
  name,
  stage: 'storage',
  unit: 'event',
  count: 4,
  perTransaction: 2,
  run,
})
const spin = (ms: number): number => {
  const until = performance.now() + ms
  while (performance.now() < until) {}
  return 1
}

test('parts are run in turn, and the first round is not counted', async () => {
  const order: string[] = []
  let runs = 0
  const slowAtFirst = (): number => {
    runs += 1
    return spin(runs === 1 ? 200 : 20)
  }
  const parts = [
    part('a', slowAtFirst),
    { ...part('b', () => 1), prepare: async () => void order.push('prepared') },
  ]
  const floors = await measureParts(parts, {
    rounds: 2,
    onRun: ({ name }, round) => order.push(`${name}${round}`),
  })
  const round = (number: number): string[] => [`a${number}`, `b${number}`, 'prepared']
  expect(order).toEqual([-1, 0, 1].flatMap(round))
  // 20 ms over four units; whatever else the machine did, the smaller of two rounds is far from 200.
  expect(floors[0]?.elapsed_us).toBeGreaterThanOrEqual(5_000)
  expect(floors[0]?.cpu_us).toBeLessThan(45_000)
  expect(floors[0]).toMatchObject({ name: 'a', stage: 'storage', unit: 'event', per_transaction: 2 })
})

test('time of other threads and of promises counts', async () => {
  const waits = part('waits', async () => {
    await new Promise((resolve) => setTimeout(resolve, 20))
    return 1
  })
  const [floor] = await measureParts([waits], { rounds: 1, onRun: () => {} })
  expect(floor?.elapsed_us).toBeGreaterThan(4_500)
})

test.each([0, Number.NaN])('a part of which nothing came (%d) is an error', async (result) => {
  await expect(measureParts([part('lazy', () => result)], { rounds: 1, onRun: () => {} })).rejects.toThrow(
    /"lazy"/,
  )
})

test('the sum of a stage takes what one transaction needs of each part', () => {
  const floor = { name: '', unit: 'event', elapsed_us: 100, stage: 'storage' }
  const floors = [
    { ...floor, cpu_us: 1, per_transaction: 4.7 },
    { ...floor, cpu_us: 50, per_transaction: 0.01 },
    { ...floor, cpu_us: 9, per_transaction: 0 },
    { ...floor, cpu_us: 2, per_transaction: 1, stage: 'ingest' },
  ]
  expect(sumsByStage(floors)).toEqual({ storage: 5.2, ingest: 2 })
})
