import { beforeEach, expect, test } from 'vitest'
import { announceOf, fate, fateOf, lastOf, requestsOf, senderOf } from './fates.ts'
import { until } from './until.ts'
import { settled, startNode, watchNode } from './watched-node.ts'

const SENDER = senderOf(1)

let node: Awaited<ReturnType<typeof startNode>>

beforeEach(async () => {
  node = await startNode()
})

/** How often the node was asked for the nonce of an account. */
async function nonceQuestions(): Promise<number> {
  return (await node.counts()).questions.eth_getTransactionCount ?? 0
}

test('readiness begins at the real nonce of the account', async () => {
  await node.setNonce(SENDER, 7)
  const watched = await watchNode(node)
  const later = await announceOf(node, SENDER, { nonce: 9 })
  await fate(watched, later, 'TxBlocked')
  expect(lastOf(watched, 'TxBlocked', later)).toEqual({ sender: SENDER, nonce: 9, expected_nonce: 7 })
  const next = await announceOf(node, SENDER, { nonce: 7 })
  await fate(watched, next, 'TxReady')
  expect(fateOf(watched, later)).toEqual(['TxDecoded', 'TxBlocked'])
  await announceOf(node, SENDER, { nonce: 8 })
  await fate(watched, later, 'TxBlocked', 'TxReady')
  // Asked once for all of them.
  expect(await nonceQuestions()).toBe(1)
})

test('a nonce that is mined by a transaction nobody announced unblocks what waits for it', async () => {
  const watched = await watchNode(node)
  const waiting = await announceOf(node, SENDER, { nonce: 1 })
  await fate(watched, waiting, 'TxBlocked')
  expect(lastOf(watched, 'TxBlocked', waiting)).toEqual({ sender: SENDER, nonce: 1, expected_nonce: 0 })
  await node.mine({ transactions: await node.add(requestsOf(SENDER, [{ nonce: 0 }])) })
  await fate(watched, waiting, 'TxBlocked', 'TxReady')
  await node.mine({ transactions: [waiting] })
  await fate(watched, waiting, 'TxBlocked', 'TxReady', 'TxConfirmedProvisional')
  expect(await nonceQuestions()).toBe(1)
})

test('nonces that arrive in disorder end ready, each told once', async () => {
  const watched = await watchNode(node)
  const hashes = await node.announce(
    requestsOf(
      SENDER,
      [3, 1, 4, 0, 2].map((nonce) => ({ nonce })),
    ),
  )
  await until('all ready', () => watched.events.of('TxReady').length === hashes.length)
  expect(
    watched.events
      .of('TxReady')
      .map((event) => event.data.nonce)
      .sort(),
  ).toEqual([0, 1, 2, 3, 4])
  expect(watched.events.of('TxDropped')).toEqual([])
})

test('a higher offer replaces; one that is too low in either cap is dropped', async () => {
  const watched = await watchNode(node)
  const first = await announceOf(node, SENDER, { nonce: 0, feeGwei: 100 })
  await fate(watched, first, 'TxReady')
  const tooLow = await announceOf(node, SENDER, { nonce: 0, feeGwei: 109 })
  await fate(watched, tooLow, 'TxDropped')
  expect(lastOf(watched, 'TxDropped', tooLow)).toEqual({ reason: 'underpriced_replacement' })
  const second = await announceOf(node, SENDER, { nonce: 0, feeGwei: 110 })
  await fate(watched, first, 'TxReady', 'TxReplaced')
  await fate(watched, second, 'TxReady')
  expect(lastOf(watched, 'TxReplaced', first)).toEqual({ replaced_by: second, bump_bps: 1000 })

  // The tip alone does not do it.
  const { transactions } = requestsOf(SENDER, [{ nonce: 0, feeGwei: 110 }])
  const [tipOnly] = await node.announce({
    transactions: transactions.map((request) => ({ ...request, maxTipWei: request.maxTipWei * 2n })),
  })
  if (tipOnly === undefined) throw new Error('nothing was announced')
  await fate(watched, tipOnly, 'TxDropped')
  await node.mine({ transactions: [second] })
  await fate(watched, second, 'TxReady', 'TxConfirmedProvisional')
})

test('what was replaced, and is mined all the same, is confirmed, and the other replaced by it', async () => {
  const watched = await watchNode(node)
  const first = await announceOf(node, SENDER, { nonce: 0, feeGwei: 100 })
  await fate(watched, first, 'TxReady')
  const second = await announceOf(node, SENDER, { nonce: 0, feeGwei: 200 })
  await fate(watched, first, 'TxReady', 'TxReplaced')
  await fate(watched, second, 'TxReady')
  await node.mine({ transactions: [first] })
  await fate(watched, first, 'TxReady', 'TxReplaced', 'TxConfirmedProvisional')
  await fate(watched, second, 'TxReady', 'TxReplaced')
  expect(lastOf(watched, 'TxReplaced', second)).toMatchObject({ replaced_by: first })
})

test('a sender has so many and no more: the highest nonce gives way', async () => {
  const watched = await watchNode(node, { senderLimit: 3 })
  const hashes = await node.announce(
    requestsOf(
      SENDER,
      [0, 1, 2, 3, 4].map((nonce) => ({ nonce })),
    ),
  )
  await settled(watched, 5)
  await until('two are dropped', () => watched.events.of('TxDropped').length === 2)
  expect(watched.events.of('TxDropped')).toMatchObject(
    hashes.slice(3).map((tx_hash) => ({ tx_hash, data: { reason: 'sender_limit_reached' } })),
  )
  // It is the sender's bound: another one is not concerned.
  const other = await announceOf(node, senderOf(2), { nonce: 0 })
  await fate(watched, other, 'TxReady')
})

test('while nonces cannot be asked for nothing is said of readiness, and all of it afterwards', async () => {
  const asked = 'eth_getTransactionCount'
  await node.set({ items: [{ kind: 'error', code: -32_000, message: 'busy', methods: [asked] }] })
  const watched = await watchNode(node)
  const hash = await announceOf(node, SENDER, { nonce: 0 })
  await until('asked in vain', async () => (await nonceQuestions()) >= 1)
  await settled(watched, 1)
  expect(fateOf(watched, hash)).toEqual(['TxDecoded'])
  // A block proves the nonce as well.
  await node.set({ items: [] })
  await node.mine({ transactions: [hash] })
  await fate(watched, hash, 'TxConfirmedProvisional')
  const next = await announceOf(node, SENDER, { nonce: 1 })
  await fate(watched, next, 'TxReady')
})
