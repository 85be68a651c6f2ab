import { expect, test } from 'vitest'
import { estimateRatio } from './estimate.ts'
import { judgeRounds, wantsMoreRounds } from './judge-rounds.ts'
import { COMPARED, type Compared, type Round, type RoundFigures, unmeasured } from './round.ts'

const TYPICAL: RoundFigures = {
  txPerSecond: 15_000,
  p99Ms: 20,
  cpuUsPerTx: 60,
  snapshotMs: 4,
  visibleP99Ms: 30,
  dropRatio: 0,
}

/** Normal deviates from a seed. */
function noise(seed: number): () => number {
  let state = seed
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 1) / (2 ** 32 + 2)
  }
  return () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next())
}

interface Plan {
  readonly rounds: number
  /** Standard deviation of each figure of each side, as a share. */
  readonly noise: number
  readonly worse?: Partial<Record<Compared, number>>
  readonly seed: number
}

/** Rounds in which both sides are also slowed down together, as by a neighbour that comes and goes. */
function rounds(plan: Plan): readonly Round[] {
  const deviate = noise(plan.seed)
  return Array.from({ length: plan.rounds }, () => {
    const neighbour = 1 + Math.abs(deviate()) / 2
    const side = (worse: Partial<Record<Compared, number>>): RoundFigures => {
      const changed = { ...TYPICAL }
      for (const figure of COMPARED) {
        const factor = (worse[figure] ?? 1) * neighbour * Math.exp(deviate() * plan.noise)
        changed[figure] = figure === 'txPerSecond' ? TYPICAL[figure] / factor : TYPICAL[figure] * factor
      }
      return changed
    }
    return { base: side({}), head: side(plan.worse ?? {}) }
  })
}

const worseFigures = (plan: Plan): readonly Compared[] =>
  judgeRounds(rounds(plan)).flatMap(({ figure, verdict }) => (verdict === 'worse' ? [figure] : []))
const seeds = Array.from({ length: 30 }, (_, index) => index + 1)

test.each(COMPARED)(
  'ten per cent worse %s is found in spite of noise, and nothing else is',
  (figure) => {
    const found = seeds.map((seed) =>
      worseFigures({ rounds: 12, noise: 0.03, worse: { [figure]: 1.1 }, seed }).join(),
    )
    expect(found.filter((figures) => figures === figure).length).toBeGreaterThanOrEqual(28)
  },
  60_000,
)

test.each([0.02, 0.1, 0.3])(
  'the same code is not called worse at a noise of %f',
  (level) => {
    const alarms = seeds.filter((seed) => worseFigures({ rounds: 12, noise: level, seed }).length > 0)
    expect(alarms.length).toBeLessThanOrEqual(2)
  },
  60_000,
)

test('better is never worse, and two per cent worse is allowed', () => {
  const better = { txPerSecond: 0.8, p99Ms: 0.8, cpuUsPerTx: 0.8, snapshotMs: 0.8 }
  expect(seeds.flatMap((seed) => worseFigures({ rounds: 8, noise: 0.03, worse: better, seed }))).toEqual([])
  const slightly = { txPerSecond: 1.02, p99Ms: 1.02, cpuUsPerTx: 1.02, snapshotMs: 1.02 }
  const alarms = seeds.filter(
    (seed) => worseFigures({ rounds: 12, noise: 0.02, worse: slightly, seed }).length > 0,
  )
  expect(alarms.length).toBeLessThanOrEqual(1)
}, 60_000)

test('one spoiled round does not decide', () => {
  const spoiled = rounds({ rounds: 8, noise: 0.01, seed: 1 }).map((round, index) =>
    index === 3 ? { ...round, head: { ...round.head, p99Ms: round.head.p99Ms * 20 } } : round,
  )
  expect(judgeRounds(spoiled).find(({ figure }) => figure === 'p99Ms')?.verdict).toBe('fine')
})

test('further rounds are wanted while something looks worse, up to a bound', () => {
  const same = rounds({ rounds: 6, noise: 0.01, seed: 1 })
  expect(wantsMoreRounds(same.slice(0, 5), 6, 12)).toBe(true)
  expect(wantsMoreRounds(same, 6, 12)).toBe(false)
  const worse = rounds({ rounds: 12, noise: 0.01, worse: { cpuUsPerTx: 1.2 }, seed: 1 })
  expect(wantsMoreRounds(worse.slice(0, 6), 6, 12)).toBe(true)
  expect(wantsMoreRounds(worse, 6, 12)).toBe(false)
})

test('the interval holds the estimate, and the same rounds give the same', () => {
  const ratios = [1.1, 0.95, 1.02, 1.3, 1.01, 0.99]
  const { ratio, low, high } = estimateRatio(ratios, 0.99)
  expect(low).toBeLessThanOrEqual(ratio)
  expect(high).toBeGreaterThanOrEqual(ratio)
  expect(estimateRatio(ratios, 0.99)).toEqual({ ratio, low, high })
})

test.each([...COMPARED, 'visibleP99Ms'] as const)(
  'a round without %s says so, and does not compare',
  (figure) => {
    expect(unmeasured(TYPICAL)).toEqual([])
    expect(unmeasured({ ...TYPICAL, [figure]: 0 })).toEqual([figure])
    expect(unmeasured({ ...TYPICAL, [figure]: Number.NaN })).toEqual([figure])
  },
)

test('nothing announced is no drop ratio', () => {
  expect(unmeasured({ ...TYPICAL, dropRatio: Number.NaN })).toEqual(['dropRatio'])
})
