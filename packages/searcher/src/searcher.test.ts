import type { Clock, EventDraft, Hash, Labels, Metrics, Searcher } from '@org/events'
import { describe, expect, test } from 'vitest'
import { block, derive, opportunities } from '../test/support/derive.ts'
import { buy, sell, tokenSwap } from '../test/support/swaps.ts'
import { draft, hashOf } from '../test/support/transactions.ts'
import type { Finding, Strategy } from './opportunities/strategy.ts'
import { loadRegistry } from './registry/load-registry.ts'
import { createSearcher, type SearcherOptions } from './searcher.ts'

const registry = loadRegistry()

const finding = (...points: number[]): Finding => ({
  memberTxHashes: [hashOf(1)],
  components: points.map((value) => ({ name: 'x', value, weight: 1, points: value, reason: 'test' })),
  reasons: ['test'],
})
const strategy = (name: string, detect: Strategy['detect']): Strategy => ({ name, version: '1', detect })

describe('events', () => {
  test('features come first and carry the envelope of the transaction', () => {
    const transaction = buy(1, 2)
    const events = derive(createSearcher({ registry }), transaction)
    expect(events.map((event) => event.kind)).toEqual(['TxFeatures', 'OppDetected', 'OppDetected'])
    for (const event of events) {
      expect(event).toMatchObject({
        chain_id: 1,
        source_id: 'node-a',
        ingest_ts_unix_us: transaction.ingest_ts_unix_us,
        tx_hash: transaction.tx_hash,
      })
    }
  })

  test('are appended to what is there', () => {
    const out: EventDraft[] = [draft(9)]
    createSearcher({ registry }).onTransaction(draft(1), out)
    expect(out).toHaveLength(2)
  })

  test('are the same for the same input, also in another instance', () => {
    const inputs = [buy(1, 2), sell(2, 3), buy(3, 0.2), tokenSwap(4), draft(5), buy(6, 1, { nonce: 8 })]
    const run = (): string => {
      const searcher = createSearcher({ registry })
      searcher.onBlock(block(1, '9000000000'))
      return JSON.stringify(inputs.map((input) => derive(searcher, input)))
    }
    expect(run()).toBe(run())
  })

  test('the score of every opportunity is the sum of its points', () => {
    const searcher = createSearcher({ registry })
    for (let index = 0; index < 60; index++) {
      const transaction = index % 2 === 0 ? buy(index, 0.1 * 1.3 ** index) : sell(index, 0.1 * 1.2 ** index)
      for (const data of opportunities(derive(searcher, transaction))) {
        const sum = data.components.reduce((total, part) => total + part.points, 0)
        expect(data.score).toBe(sum)
        expect(data.score).toBeGreaterThan(0)
        expect(data.score).toBeLessThanOrEqual(100)
        for (const part of data.components) {
          expect(Number.isInteger(part.points)).toBe(true)
          expect(part.points).toBeLessThanOrEqual(part.weight)
          expect(part.reason).not.toBe('')
        }
        expect(data.reasons.length).toBeGreaterThan(0)
        expect(JSON.stringify(data)).not.toMatch(/profit/i)
      }
    }
  })
})

describe('urgency', () => {
  const urgency = (searcher: Searcher, chainId: number): number | undefined => {
    const [event] = derive(searcher, draft(1, {}, { chain_id: chainId }))
    return event?.kind === 'TxFeatures' ? event.data.urgency_score : undefined
  }

  test('is neutral before the first block, and follows the latest base fee of the same chain', () => {
    const searcher = createSearcher({ registry })
    expect(urgency(searcher, 1)).toBe(50)
    searcher.onBlock(block(1, '40000000000', 1))
    expect(urgency(searcher, 1)).toBe(19)
    expect(urgency(searcher, 10)).toBe(50)
    searcher.onBlock(block(1, '1000000000', 2))
    // A block below that was missed is told only now.
    searcher.onBlock(block(1, '40000000000', 1))
    expect(urgency(searcher, 1)).toBe(100)
    searcher.onBlock(block(1, null, 3))
    expect(urgency(searcher, 1)).toBe(50)
  })

  test('follows the block that replaces another, and blocks after a time from far ahead', () => {
    const searcher = createSearcher({ registry })
    searcher.onBlock(block(1, '1000000000', 7, { timestamp: 9_000_000_000 }))
    const other = { hash: hashOf(700), timestamp: 1_700_000_000 }
    searcher.onBlock(block(1, '40000000000', 7, other))
    expect(urgency(searcher, 1)).toBe(19)
    searcher.onBlock(block(1, '1000000000', 8, { parent_hash: hashOf(700) }))
    expect(urgency(searcher, 1)).toBe(100)
  })
})

describe('strategies', () => {
  test('one that throws is counted, logged once and leaves the others', () => {
    const { metrics, counts } = recordingMetrics()
    const { logger, errors } = recordingLogger()
    const searcher = createSearcher({
      registry,
      metrics,
      logger,
      strategies: [
        strategy('Broken', () => {
          throw new Error('boom')
        }),
        strategy('Sound', () => finding(40, 2)),
      ],
    })
    for (let index = 0; index < 3; index++) {
      expect(opportunities(derive(searcher, draft(index)))).toMatchObject([{ strategy: 'Sound', score: 42 }])
    }
    expect(counts).toMatchObject({
      'searcher_errors_total{"code":"STRATEGY_FAILED"}': 3,
      'searcher_opportunities_total{"strategy":"Sound"}': 3,
      'searcher_opportunities_total{"strategy":"Broken"}': 0,
    })
    expect(errors).toMatchObject([{ strategy: 'Broken', code: 'STRATEGY_FAILED' }])
    expect(JSON.stringify(errors)).toContain('boom')
  })

  test.each([
    ['fractions', [0.5, 0.5]],
    ['more than 100', [60, 41]],
    ['less than none', [-1]],
    ['what is no number', [Number.NaN]],
  ])('points that are %s are refused', (_, points) => {
    const { metrics, counts } = recordingMetrics()
    const searcher = createSearcher({
      registry,
      metrics,
      strategies: [strategy('Odd', () => finding(...points))],
    })
    expect(opportunities(derive(searcher, draft(1)))).toEqual([])
    expect(counts).toMatchObject({ 'searcher_errors_total{"code":"STRATEGY_BAD_SCORE"}': 1 })
  })

  test('two of one name are refused', () => {
    const twice = [strategy('Same', () => null), strategy('Same', () => null)]
    expect(() => createSearcher({ registry, strategies: twice })).toThrow(/two strategies are named Same/)
  })

  test('every metric is declared before the first value', () => {
    const { metrics, declared } = recordingMetrics()
    createSearcher({ registry, metrics })
    expect(declared).toEqual([
      'searcher_opportunities_total',
      'searcher_errors_total',
      'searcher_strategy_overruns_total',
      'searcher_strategy_suspensions_total',
      'searcher_analyze_seconds',
    ])
  })

  test('the time of every analysis is measured, in seconds', () => {
    const { metrics, observed } = recordingMetrics()
    let nowMs = 0
    const clock: Clock = { nowUs: () => 0, monotonicMs: () => (nowMs += 2) }
    derive(createSearcher({ registry, metrics, clock, strategies: [] }), draft(1))
    expect(observed).toEqual([0.004])
  })
})

test('a defect in the analysis is counted and logged once, and leaves no half result', () => {
  const { metrics, counts } = recordingMetrics()
  const { logger, errors } = recordingLogger()
  const broken: SearcherOptions['registry'] = {
    chainIds: () => [],
    chain: () => ({
      chainId: 1,
      wrappedNative: null,
      contract: () => {
        throw new Error('broken registry')
      },
      token: () => undefined,
      factory: () => undefined,
    }),
  }
  const searcher = createSearcher({ registry: broken, metrics, logger })
  expect(derive(searcher, draft(1))).toEqual([])
  expect(derive(searcher, draft(2))).toEqual([])
  expect(counts).toMatchObject({ 'searcher_errors_total{"code":"ANALYSIS_FAILED"}': 2 })
  expect(errors).toHaveLength(1)
})

test('a transaction without a hash gets features and takes part in nothing else', () => {
  const searcher = createSearcher({ registry })
  const events = derive(searcher, { ...buy(1, 5), tx_hash: '' as Hash | '' })
  expect(events.map((event) => event.kind)).toEqual(['TxFeatures'])
})

function recordingLogger() {
  const errors: unknown[] = []
  const ignore = (): void => {}
  return {
    errors,
    logger: {
      debug: ignore,
      info: ignore,
      warn: ignore,
      error: (_: string, fields?: unknown) => errors.push(fields),
    },
  }
}

function recordingMetrics() {
  const counts: Record<string, number> = {}
  const declared: string[] = []
  const observed: number[] = []
  const metrics: Metrics = {
    counter: ({ name }) => {
      declared.push(name)
      return {
        labels: (labels: Labels) => {
          const key = `${name}${JSON.stringify(labels)}`
          counts[key] ??= 0
          return {
            inc: (amount = 1) => {
              counts[key] = (counts[key] ?? 0) + amount
            },
          }
        },
      }
    },
    gauge: () => ({ labels: () => ({ set: () => {} }) }),
    histogram: ({ name }) => {
      declared.push(name)
      return { labels: () => ({ observe: (value) => observed.push(value) }) }
    },
    observe: () => {},
  }
  return { metrics, counts, declared, observed }
}
