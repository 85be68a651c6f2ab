import { expect, test } from 'vitest'
import {
  type FigureVerdict,
  judgeRounds,
  LEAST_ROUNDS,
  requireRounds,
  wantsMoreRounds,
} from './judge-rounds.ts'
import { COMPARED, type Compared, type Round, unmeasured } from './round.ts'
import { createNoise, type Noise } from './testing/noise.ts'
import { figuresWorseBy, roundsOf, TYPICAL, type Worse } from './testing/rounds.ts'

const MOST = 12

/** Rounds in which both sides are also slowed down together, as by a neighbour that comes and goes. */
function round(noise: Noise, worse: Worse, ofRatio: () => number): Round {
  const together = 1 + Math.abs(noise.deviate()) / 2
  return {
    base: figuresWorseBy(() => together),
    head: figuresWorseBy((figure) => together * ofRatio() * (worse[figure] ?? 1)),
  }
}

/** As the check does it: rounds until they say enough. */
function check(worse: Worse, noise: Noise, ofRatio: () => number): readonly FigureVerdict[] {
  const rounds: Round[] = []
  while (wantsMoreRounds(rounds, LEAST_ROUNDS, MOST)) rounds.push(round(noise, worse, ofRatio))
  return judgeRounds(rounds)
}

/** What came out of many checks, each with other noise. */
function checks(times: number, worse: Worse, ofRatio: (noise: Noise) => number) {
  const noise = createNoise(1)
  return Array.from({ length: times }, () => check(worse, noise, () => ofRatio(noise)))
}

const shareWith = (
  results: readonly (readonly FigureVerdict[])[],
  is: (verdict: FigureVerdict) => boolean,
): number => results.filter((figures) => figures.some(is)).length / results.length
const isAlarm = ({ verdict }: FigureVerdict): boolean => verdict === 'worse' || verdict === 'too_noisy'

test.each(COMPARED)(
  'ten per cent worse %s is found at a noise of five per cent, and nothing else is',
  (figure) => {
    const results = checks(300, { [figure]: 1.1 }, (noise) => Math.exp(noise.deviate() * 0.05))
    const worse = results.map((figures) => figures.filter(isAlarm).map((each) => each.figure))
    expect(worse.filter((found) => found.join() === figure).length / worse.length).toBeGreaterThan(0.94)
  },
  60_000,
)

// Whatever the noise: one figure in 215 is called worse at most, so one check in 54.
test.each([0.05, 0.1, 0.2])(
  'the same code raises an alarm in less than three checks of a hundred, with outliers and a noise of %f',
  (deviation) => {
    const results = checks(1_500, {}, (noise) => noise.ofNeighbour(deviation))
    expect(shareWith(results, isAlarm)).toBeLessThan(0.03)
  },
  60_000,
)

test('half as slow again is not let pass where noise hides a tenth', () => {
  const results = checks(300, { cpuUsPerTx: 1.5 }, (noise) => noise.ofNeighbour(0.2))
  expect(shareWith(results, isAlarm)).toBeGreaterThan(0.95)
}, 60_000)

test('better is never worse, and two per cent worse is allowed', () => {
  const all = (factor: number): Worse =>
    Object.fromEntries(COMPARED.map((figure) => [figure, factor])) satisfies Worse
  const quiet = (noise: Noise): number => Math.exp(noise.deviate() * 0.02)
  expect(shareWith(checks(100, all(0.8), quiet), isAlarm)).toBe(0)
  expect(shareWith(checks(100, all(1.02), quiet), isAlarm)).toBeLessThan(0.03)
}, 60_000)

test('one spoiled round does not decide', () => {
  const heads = Array.from({ length: 8 }, (_, index) => ({
    ...TYPICAL,
    p99Ms: TYPICAL.p99Ms * (index === 3 ? 20 : 1 + index / 1000),
  }))
  expect(judgeRounds(roundsOf(heads)).find(({ figure }) => figure === 'p99Ms')?.verdict).toBe('fine')
})

test('over five per cent that may be noise is unsure, and over a quarter too noisy to pass', () => {
  const verdict = (factors: readonly number[]) =>
    judgeRounds(roundsOf(factors.map((factor) => figuresWorseBy(() => factor))))[0]?.verdict
  expect(verdict([1.1, 1.2, 0.9, 1.15, 1.05, 1.1, 1.1, 0.95])).toBe('unsure')
  expect(verdict([1.6, 2.2, 0.7, 1.5, 1.4, 1.5, 1.6, 0.8])).toBe('too_noisy')
  expect(verdict([1.1, 1.2, 1.02, 1.15, 1.05, 1.1, 1.1, 1.02])).toBe('worse')
})

test('further rounds are wanted while something is near to worse, in twos and up to a bound', () => {
  const rounds = (count: number, factor: number): readonly Round[] =>
    roundsOf(Array.from({ length: count }, () => figuresWorseBy(() => factor)))
  expect(wantsMoreRounds(rounds(5, 1), 6, 12)).toBe(true)
  expect(wantsMoreRounds(rounds(6, 1), 6, 12)).toBe(false)
  expect(wantsMoreRounds(rounds(6, 1.04), 6, 12)).toBe(true)
  expect(wantsMoreRounds(rounds(7, 1), 6, 12)).toBe(true)
  expect(wantsMoreRounds(rounds(12, 1.2), 6, 12)).toBe(false)
})

test('too few rounds give no verdict, nor does an odd number of them', () => {
  for (const count of [4, 7, 7.5, Number.NaN]) expect(() => requireRounds(6, count)).toThrow(RangeError)
  expect(() => requireRounds(6, 12)).not.toThrow()
  const five = roundsOf(Array.from({ length: LEAST_ROUNDS - 1 }, () => TYPICAL))
  expect(() => judgeRounds(five)).toThrow(RangeError)
})

test('a figure that is no number gives no verdict, which could only be fine', () => {
  const rounds = roundsOf(Array.from({ length: 6 }, () => ({ ...TYPICAL, cpuUsPerTx: Number.NaN })))
  expect(() => judgeRounds(rounds)).toThrow(RangeError)
})

test.each<Compared | 'visibleP99Ms'>([...COMPARED, 'visibleP99Ms'])(
  'a round without %s says so, and does not compare',
  (figure) => {
    expect(unmeasured(TYPICAL)).toEqual([])
    expect(unmeasured({ ...TYPICAL, [figure]: 0 })).toEqual([figure])
    expect(unmeasured({ ...TYPICAL, [figure]: Number.NaN })).toEqual([figure])
  },
)

test('nothing announced is no drop ratio, and less than nothing lost is none', () => {
  expect(unmeasured({ ...TYPICAL, dropRatio: Number.NaN })).toEqual(['dropRatio'])
  expect(unmeasured({ ...TYPICAL, budgetDropRatio: -0.1 })).toEqual(['budgetDropRatio'])
})
