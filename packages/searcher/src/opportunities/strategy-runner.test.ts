import type { Clock, EventDraft, Labels, Metrics } from '@org/events'
import { describe, expect, test } from 'vitest'
import { derive, opportunities } from '../../test/support/derive.ts'
import { buy } from '../../test/support/swaps.ts'
import { hashOf } from '../../test/support/transactions.ts'
import { loadRegistry } from '../registry/load-registry.ts'
import { createSearcher } from '../searcher.ts'
import type { Finding, Strategy } from './strategy.ts'

const registry = loadRegistry()
const sound: Strategy = {
  name: 'Sound',
  version: '1',
  detect: ({ txHash }) => ({
    memberTxHashes: [txHash],
    components: [{ name: 'x', value: 1, weight: 1, points: 1, reason: 'test' }],
    reasons: ['test'],
  }),
}

describe('a strategy that takes too long', () => {
  /** A clock that only the strategies move. */
  const slowClock = () => {
    let nowMs = 0
    const clock: Clock = { nowUs: () => 0, monotonicMs: () => nowMs }
    return { clock, pass: (ms: number) => (nowMs += ms) }
  }

  test('is counted, left out after five overruns, and looked at again after the pause', () => {
    const { clock, pass } = slowClock()
    const { metrics, counts } = countingMetrics()
    const errors: unknown[] = []
    let looks = 0
    const slow: Strategy = {
      ...sound,
      name: 'Slow',
      detect: (context) => {
        looks++
        pass(3)
        return sound.detect(context)
      },
    }
    const searcher = createSearcher({
      registry,
      clock,
      metrics,
      strategies: [slow, sound],
      logger: { ...silent, error: (_, fields) => errors.push(fields) },
    })
    const names = (events: EventDraft[]) => opportunities(events).map((data) => data.strategy)
    for (let index = 0; index < 5; index++) {
      expect(names(derive(searcher, buy(index, 1)))).toEqual(['Slow', 'Sound'])
    }
    for (let index = 5; index < 10; index++) expect(names(derive(searcher, buy(index, 1)))).toEqual(['Sound'])
    expect(looks).toBe(5)
    expect(counts).toMatchObject({
      'searcher_strategy_overruns_total{"strategy":"Slow"}': 5,
      'searcher_strategy_suspensions_total{"strategy":"Slow"}': 1,
      'searcher_strategy_overruns_total{"strategy":"Sound"}': 0,
      'searcher_errors_total{"code":"STRATEGY_SUSPENDED"}': 1,
    })
    expect(errors).toMatchObject([{ strategy: 'Slow', code: 'STRATEGY_SUSPENDED' }])
    pass(60_000)
    expect(names(derive(searcher, buy(11, 1)))).toEqual(['Slow', 'Sound'])
  })

  test('now and then is forgiven', () => {
    const { clock, pass } = slowClock()
    let looks = 0
    const pausing: Strategy = {
      ...sound,
      detect: () => {
        if (++looks % 300 === 0) pass(50)
        return null
      },
    }
    const searcher = createSearcher({ registry, clock, strategies: [pausing] })
    for (let index = 0; index < 5_000; index++) derive(searcher, buy(index, 1))
    expect(looks).toBe(5_000)
  })

  test('a budget that is none is refused', () => {
    expect(() => createSearcher({ registry, strategyBudget: { perTransactionMs: 0 } })).toThrow(RangeError)
  })
})

describe('a hostile strategy leaves the others alone when it', () => {
  const parts = (count: number): Finding => ({
    memberTxHashes: Array.from({ length: count }, (_, index) => hashOf(index)),
    components: [{ name: 'x', value: 1, weight: 1, points: 1, reason: 'test' }],
    reasons: [],
  })
  const hostile: readonly [string, () => unknown][] = [
    ['returns nothing at all', () => undefined],
    ['returns something else', () => 'gotcha'],
    ['has no components', () => ({ memberTxHashes: [hashOf(1)], reasons: [] })],
    ['names nobody', () => parts(0)],
    ['names too many', () => parts(65)],
    ['throws what is no error', () => Promise.reject.call(null)],
    [
      'throws while it is read',
      () => ({
        get components() {
          throw new Error('trap')
        },
        memberTxHashes: [hashOf(1)],
        reasons: [],
      }),
    ],
  ]
  test.each(hostile)('%s', (_, detect) => {
    const { metrics, counts } = countingMetrics()
    const bad = { name: 'Hostile', version: '1', detect } as unknown as Strategy // what a strategy in plain JavaScript may be
    const searcher = createSearcher({ registry, metrics, strategies: [bad, sound] })
    expect(opportunities(derive(searcher, buy(1, 1))).map((data) => data.strategy)).toEqual(['Sound'])
    expect(counts).toMatchObject({ 'searcher_errors_total{"code":"STRATEGY_FAILED"}': 1 })
  })
})

const ignore = (): void => {}
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore }

function countingMetrics() {
  const counts: Record<string, number> = {}
  const metrics: Metrics = {
    counter: ({ name }) => ({
      labels: (labels: Labels) => {
        const key = `${name}${JSON.stringify(labels)}`
        counts[key] ??= 0
        return {
          inc: (amount = 1) => {
            counts[key] = (counts[key] ?? 0) + amount
          },
        }
      },
    }),
    gauge: () => ({ labels: () => ({ set: ignore }) }),
    histogram: () => ({ labels: () => ({ observe: ignore }) }),
    observe: ignore,
  }
  return { metrics, counts }
}
