import type { Hash } from 'viem'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  createDevnet,
  type Devnet,
  type DevnetInfo,
  type ReorgReport,
  type SentTransaction,
  TRAFFIC_KINDS,
  type TrafficStats,
} from '../src/index.ts'
import { type Mined, readChain, until } from './chain.ts'

const sent: SentTransaction[] = []
const byIndex = new Map<number, SentTransaction>()
const reorgs: (ReorgReport & { readonly sentBefore: number })[] = []
/** Head when a transaction ahead of its nonce was sent. */
const headAtGap = new Map<number, Promise<bigint>>()
let devnet: Devnet
let info: DevnetInfo
let stats: TrafficStats
let chain: ReadonlyMap<Hash, Mined>

beforeAll(async () => {
  devnet = createDevnet({
    seed: `traffic test ${Date.now()}`,
    txPerSecond: 120,
    blockSeconds: 0.8,
    reorgSeconds: 3,
    onReorg: (report) => reorgs.push({ ...report, sentBefore: sent.length }),
    onSent: (transaction) => {
      sent.push(transaction)
      byIndex.set(transaction.planned.index, transaction)
      if (transaction.planned.kind !== 'gap_ahead') return
      headAtGap.set(transaction.planned.index, info.client.getBlockNumber())
    },
  })
  info = await devnet.start()
  await devnet.startTraffic()
  const count = (kind: SentTransaction['planned']['kind']): number => devnet.stats().traffic?.sent[kind] ?? 0
  await until(
    'each kind of transaction, two reorgs and traffic after them',
    () =>
      TRAFFIC_KINDS.every((kind) => count(kind) > 0) &&
      count('replacement') > 4 &&
      count('gap_fill') > 4 &&
      (reorgs[1]?.sentBefore ?? Number.POSITIVE_INFINITY) + 100 < sent.length,
    90,
  )
  const before = devnet.stats().traffic
  if (before === null) throw new Error('no traffic')
  stats = before
  const head = await info.client.getBlockNumber()
  await until('three more blocks', async () => (await info.client.getBlockNumber()) > head + 3n)
  chain = await readChain(info.client)
}, 180_000)

afterAll(() => devnet.stop())

it('mines transactions of each kind, nearly all of them with success', () => {
  const mined = sent.filter(({ hash }) => chain.has(hash))
  expect(new Set(mined.map(({ planned }) => planned.kind))).toEqual(new Set(TRAFFIC_KINDS))
  const succeeded = mined.filter(({ hash }) => chain.get(hash)?.success === true)
  expect(succeeded.length / mined.length).toBeGreaterThan(0.95)
})

it('knows no hash that the node does not know', () => {
  expect(new Set(sent.map(({ hash }) => hash)).size).toBe(sent.length)
  expect(stats.sent.transfer_eth).toBeGreaterThan(0)
  expect(stats.rejected / sent.length).toBeLessThan(0.02)
})

it('replaces: the replacement is mined in the place of its original', () => {
  const replacements = sent.flatMap(({ planned, hash }) => {
    if (planned.nonce.role !== 'replace' || !chain.has(hash)) return []
    const original = byIndex.get(planned.nonce.of)
    return original === undefined ? [] : [original]
  })
  expect(replacements.length).toBeGreaterThan(0)
  for (const original of replacements) expect(chain.has(original.hash)).toBe(false)
})

it('blocks behind a nonce gap, also over blocks, until the gap is filled', async () => {
  let acrossBlocks = 0
  let filled = 0
  for (const { planned, hash } of sent) {
    if (planned.nonce.role !== 'fill') continue
    const ahead = byIndex.get(planned.nonce.of)
    const fill = chain.get(hash)
    const blocked = ahead === undefined ? undefined : chain.get(ahead.hash)
    if (fill === undefined || blocked === undefined) continue
    filled += 1
    expect(blocked.block).toBeGreaterThanOrEqual(fill.block)
    if (blocked.block > ((await headAtGap.get(planned.nonce.of)) ?? blocked.block) + 1n) acrossBlocks += 1
  }
  expect(filled).toBeGreaterThan(0)
  expect(acrossBlocks).toBeGreaterThan(0)
})

it('survives reorgs: what was orphaned is mined again, and what came later too', () => {
  expect(reorgs.every(({ orphaned }) => orphaned > 0)).toBe(true)
  expect(devnet.stats().mining?.errors).toBe(0)
  const first = reorgs[0]?.sentBefore ?? 0
  const old = sent.slice(0, Math.floor(first / 2)).filter(({ planned }) => planned.nonce.role === 'next')
  const replaced = new Set(
    sent.flatMap(({ planned }) => (planned.nonce.role === 'replace' ? [planned.nonce.of] : [])),
  )
  const lost = old.filter(({ hash, planned }) => !chain.has(hash) && !replaced.has(planned.index))
  expect(lost).toEqual([])
  const later = sent.slice(reorgs[1]?.sentBefore).filter(({ hash }) => chain.has(hash))
  expect(later.length).toBeGreaterThan(20)
})
