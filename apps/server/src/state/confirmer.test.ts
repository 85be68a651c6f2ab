import {
  type DraftOf,
  type EventDraft,
  type Hash,
  noopLogger,
  noopMetrics,
  type Simulation,
  type Simulator,
} from '@org/events'
import { describe, expect, test } from 'vitest'
import { createConfirmer } from './confirmer.ts'
import { createStateMetrics } from './state-metrics.ts'

const SUCCESS: Simulation = { outcome: 'success', blockNumber: 1, gasUsed: 21_000, movements: [] }

/** A simulator that answers when told to. */
function heldSimulator() {
  const asked: { readonly hash: string; readonly block: number; answer(simulation: Simulation): void }[] = []
  const simulator: Simulator = {
    simulate: ({ tx_hash: hash }, block) =>
      new Promise((resolve) => {
        asked.push({ hash, block, answer: resolve })
      }),
  }
  return { simulator, asked }
}

const setup = (perHead: number) => {
  const { simulator, asked } = heldSimulator()
  const sent: EventDraft[] = []
  const confirmer = createConfirmer({
    simulator,
    minScore: 50,
    perHead,
    metrics: createStateMetrics(noopMetrics, () => 0),
    logger: noopLogger,
  })
  confirmer.open((event) => {
    sent.push(event)
    return 'accepted'
  })
  const consider = (index: number, ...scores: number[]): void => {
    const derived = scores.map((score) => opportunity(index, score))
    confirmer.consider(transaction(index), derived, 0)
  }
  return { confirmer, asked, sent, consider }
}
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

describe('the confirmer', () => {
  test('simulates a transaction once and tells all its opportunities again', async () => {
    const { confirmer, asked, sent, consider } = setup(4)
    confirmer.onHead(1, 7)
    consider(1, 60, 40, 80)
    await turn()
    expect(asked.map(({ hash, block }) => [hash, block])).toEqual([[hashOf(1), 7]])
    asked[0]?.answer(SUCCESS)
    await turn()
    expect(sent.map((event) => event.kind === 'OppDetected' && event.data.score)).toEqual([70, 90])
    await confirmer.close()
  })

  test('takes the best first and keeps to the budget of each head', async () => {
    const { confirmer, asked, consider } = setup(2)
    confirmer.onHead(1, 7)
    for (const [index, score] of [
      [1, 55],
      [2, 90],
      [3, 70],
    ] as const) {
      consider(index, score)
    }
    for (let round = 0; round < 3; round++) {
      await turn()
      asked.at(-1)?.answer(SUCCESS)
    }
    await turn()
    expect(asked.map(({ hash }) => hash)).toEqual([hashOf(2), hashOf(3)])
    consider(4, 99)
    await turn()
    expect(asked).toHaveLength(2)
    confirmer.onHead(1, 8)
    await turn()
    expect(asked.at(-1)).toMatchObject({ hash: hashOf(4), block: 8 })
    asked.at(-1)?.answer(SUCCESS)
    await confirmer.close()
  })

  test('passes over what was left waiting for more than a head', async () => {
    const { confirmer, asked, consider } = setup(1)
    confirmer.onHead(1, 7)
    consider(1, 60)
    await turn()
    consider(2, 60)
    confirmer.onHead(1, 8)
    confirmer.onHead(1, 9)
    asked[0]?.answer(SUCCESS)
    await turn()
    expect(asked.map(({ hash }) => hash)).toEqual([hashOf(1)])
    consider(3, 60)
    await turn()
    expect(asked.at(-1)).toMatchObject({ hash: hashOf(3), block: 9 })
    asked.at(-1)?.answer(SUCCESS)
    await confirmer.close()
  })

  test('does nothing below the score, before the first head and after its end', async () => {
    const { confirmer, asked, sent, consider } = setup(4)
    consider(1, 99)
    confirmer.onHead(1, 7)
    consider(2, 49)
    await turn()
    expect(asked).toEqual([])
    consider(3, 99)
    await turn()
    const closed = confirmer.close()
    asked[0]?.answer(SUCCESS)
    await closed
    consider(4, 99)
    await turn()
    expect(asked).toHaveLength(1)
    expect(sent).toEqual([])
  })
})

function hashOf(index: number): Hash {
  return `0x${index.toString(16).padStart(64, '0')}` as Hash // 64 digits
}

function transaction(index: number): DraftOf<'TxDecoded'> {
  return { ...envelope(index), kind: 'TxDecoded' } as DraftOf<'TxDecoded'> // its data is not looked at
}

function opportunity(index: number, score: number): DraftOf<'OppDetected'> {
  return {
    ...envelope(index),
    kind: 'OppDetected',
    data: {
      opportunity_id: '0x01',
      strategy: 'Test',
      score,
      protocol: 'test',
      category: 'swap',
      member_tx_hashes: [hashOf(index)],
      components: [{ name: 'x', value: score, weight: 100, points: score, reason: 'test' }],
      reasons: ['test'],
      feature_engine_version: '1',
      scorer_version: '1',
      strategy_version: '1',
    },
  }
}

function envelope(index: number) {
  return { chain_id: 1, source_id: 'node', ingest_ts_unix_us: index, tx_hash: hashOf(index) }
}
