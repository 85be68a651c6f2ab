import { waitFor } from '@org/testkit'
import { expect, test } from 'vitest'
import type { BatchRefusal, ItemFault, Script } from '../src/index.ts'
import { type Answer, ask, bodies, nodeOf, post } from './support/client.ts'

const BY_HASH = 'eth_getTransactionByHash'

async function withPool(count: number, script: Partial<Script>) {
  const node = await nodeOf()
  const hashes = await node.add({ count })
  await node.set(script)
  return {
    node,
    hashes,
    ask: () =>
      post(
        node,
        BY_HASH,
        hashes.map((hash) => [hash]),
      ),
  }
}

test('bodies are answered in the order of the questions, null for what is not there', async () => {
  const { node, hashes } = await withPool(2, {})
  const unknown = `0x${'12'.repeat(32)}` as (typeof hashes)[number]
  const answers = (await bodies(node, [...hashes, unknown])) as Answer[]
  expect(answers.map(({ id }) => id)).toEqual([0, 1, 2])
  expect(answers.map(({ result }) => (result as { hash: string } | null)?.hash)).toEqual([
    ...hashes,
    undefined,
  ])
  expect(answers[0]?.result).toEqual(await node.bodyOf(hashes[0] ?? unknown))
  await node.drop(hashes)
  expect(await ask(node, BY_HASH, hashes[0])).toBeNull()
  expect(await node.reportOf(unknown)).toMatchObject({ known: false, asked: 1, nulls: 1 })
  expect((await node.counts()).batches).toMatchObject({ [BY_HASH]: [3, 1] })
})

test.each<[BatchRefusal, number, unknown]>([
  ['geth-array-one', 200, [{ jsonrpc: '2.0', id: 0, error: { code: -32_600, message: 'batch too large' } }]],
  ['object-null-id', 200, { jsonrpc: '2.0', id: null, error: { code: -32_600, message: 'batch too large' } }],
  [
    'items',
    200,
    [0, 1, 2].map((id) => expect.objectContaining({ id, error: expect.objectContaining({ code: -32_005 }) })),
  ],
  ['http-413', 413, null],
  ['http-400-text', 400, null],
])(
  'a batch beyond the limit is refused as %s, one within it is answered',
  async (refusal, status, answer) => {
    const { node, hashes, ask } = await withPool(3, { batchLimit: { items: 2, refusal } })
    const response = await ask()
    expect(response.status).toBe(status)
    if (answer !== null) expect(await response.json()).toEqual(answer)
    expect((await node.reportOf(hashes[0] as never)).asked).toBe(0)
    expect(await bodies(node, hashes.slice(0, 2))).toHaveLength(2)
  },
)

test('a status comes with its text and Retry-After in either form', async () => {
  const { node, ask } = await withPool(1, {
    http: [{ kind: 'status', status: 429, retryAfter: { form: 'seconds', seconds: 3 }, first: 1 }],
  })
  const first = await ask()
  expect([first.status, first.headers.get('retry-after')]).toEqual([429, '3'])
  expect((await ask()).status).toBe(200)
  await node.set({
    http: [{ kind: 'status', status: 503, text: 'busy', retryAfter: { form: 'date', seconds: 60 } }],
  })
  const second = await ask()
  expect([second.status, await second.text()]).toEqual([503, 'busy'])
  const aheadMs = Date.parse(second.headers.get('retry-after') ?? '') - Date.now()
  expect(aheadMs).toBeGreaterThan(30_000)
  expect(aheadMs).toBeLessThan(61_000)
  expect((await node.counts()).statuses).toEqual({ 200: 1, 429: 1, 503: 1 })
})

test('answers are cut short, replaced, delayed, reset or never come', async () => {
  const { node, ask } = await withPool(1, { http: [{ kind: 'truncated' }] })
  await expect((await ask()).json()).rejects.toThrow()
  await node.set({ http: [{ kind: 'text', text: '<html>' }] })
  expect(await (await ask()).text()).toBe('<html>')
  await node.set({ http: [{ kind: 'delay', ms: 60 }] })
  const sinceMs = performance.now()
  expect((await ask()).status).toBe(200)
  expect(performance.now() - sinceMs).toBeGreaterThan(55)
  await node.set({ http: [{ kind: 'reset' }] })
  await expect(ask()).rejects.toThrow()
  await node.set({ http: [{ kind: 'trickle', everyMs: 5 }] })
  await expect(ask().then((response) => Promise.race([response.text(), late(100)]))).rejects.toThrow('late')
})

test('a held request is answered when it is released', async () => {
  const { node, ask } = await withPool(1, { http: [{ kind: 'held', first: 1 }] })
  const held = ask()
  await waitFor(async () => ((await node.counts()).questions[BY_HASH] ?? 0) > 0, { what: 'the question' })
  expect((await ask()).status).toBe(200)
  await node.release()
  expect(await (await held).json()).toHaveLength(1)
})

test('faults keep to their methods', async () => {
  const { node, ask: askBodies } = await withPool(1, {
    http: [{ kind: 'status', status: 500, methods: [BY_HASH] }],
  })
  expect((await askBodies()).status).toBe(500)
  expect(await ask(node, 'eth_chainId')).toBe('0x7a69')
})

test.each([
  [{ kind: 'reversed' }, (ids: unknown[]) => expect(ids).toEqual([2, 1, 0])],
  [{ kind: 'missing', items: 1 }, (ids: unknown[]) => expect(ids).toEqual([1, 2])],
  [{ kind: 'duplicated' }, (ids: unknown[]) => expect(ids).toEqual([0, 0, 1, 1, 2, 2])],
  [{ kind: 'wrong-ids' }, (ids: unknown[]) => expect(ids).toEqual([1_000_000, 1_000_001, 1_000_002])],
] as const)('the answers of a batch come $kind', async (fault, check) => {
  const { ask } = await withPool(3, { answers: [fault] })
  check(((await (await ask()).json()) as Answer[]).map(({ id }) => id))
})

test('a batch is answered with one error, or with errors from some item on', async () => {
  const { node, ask } = await withPool(3, { answers: [{ kind: 'error', code: -32_000, message: 'busy' }] })
  expect(await (await ask()).json()).toEqual({
    jsonrpc: '2.0',
    id: null,
    error: { code: -32_000, message: 'busy' },
  })
  await node.set({ answers: [{ kind: 'response-too-large', fromItem: 1 }] })
  const answers = (await (await ask()).json()) as Answer[]
  expect(answers.map(({ error }) => error?.message)).toEqual([
    undefined,
    'response too large',
    'response too large',
  ])
})

test('null bodies: the first times for each hash, for some hashes, for a share that keeps its fate', async () => {
  const { node, hashes } = await withPool(200, { items: [{ kind: 'null', firstPerHash: 2 }] })
  const nulls = async (): Promise<number[]> =>
    ((await bodies(node, hashes)) as Answer[]).flatMap(({ result }, index) =>
      result === null ? [index] : [],
    )
  expect([(await nulls()).length, (await nulls()).length, (await nulls()).length]).toEqual([200, 200, 0])
  await node.set({ items: [{ kind: 'null', hashes: hashes.slice(3, 5) }] })
  expect(await nulls()).toEqual([3, 4])
  await node.set({ items: [{ kind: 'null', share: 0.3 }] })
  const fate = await nulls()
  expect(fate.length).toBeGreaterThan(30)
  expect(fate.length).toBeLessThan(90)
  expect(await nulls()).toEqual(fate)
})

test.each<[ItemFault, Readonly<Record<string, unknown>>]>([
  [{ kind: 'other-hash' }, { hash: expect.not.stringMatching('same') }],
  [{ kind: 'tampered' }, { value: expect.any(String) }],
  [{ kind: 'wrong-chain' }, { chainId: '0x7a6a' }],
  [{ kind: 'malformed' }, { from: '0x12' }],
  [{ kind: 'oversize', calldataBytes: 3 }, { input: '0x000000' }],
  [{ kind: 'mined' }, { blockNumber: '0x1' }],
  [{ kind: 'members', members: { gas: 'much' } }, { gas: 'much' }],
])('a body that is $kind differs in that alone', async (fault, wrong) => {
  const { node, hashes } = await withPool(1, { items: [fault] })
  const [hash] = hashes
  if (hash === undefined) throw new Error('no hash')
  const sound = (await node.bodyOf(hash)) ?? {}
  const faulty = (await ask(node, BY_HASH, hash)) as Record<string, unknown>
  expect(faulty).toMatchObject(wrong)
  const differing = Object.keys(faulty).filter(
    (key) => faulty[key] !== sound[key] && !Array.isArray(faulty[key]),
  )
  expect(differing).toEqual(expect.arrayContaining(Object.keys(wrong)))
  expect(differing.length).toBe(fault.kind === 'mined' ? 3 : 1)
  expect(await node.reportOf(hash)).toMatchObject({ asked: 1, bodies: 0, faultyBodies: 1 })
})

test('errors and unsupported methods answer single questions', async () => {
  const { node, hashes } = await withPool(1, {
    items: [{ kind: 'error', code: -1, message: 'no' }],
    unsupported: ['txpool_content'],
    pendingBlock: false,
  })
  expect(await ask(node, BY_HASH, hashes[0])).toEqual({ code: -1, message: 'no' })
  expect(await ask(node, 'txpool_content')).toMatchObject({ code: -32_601 })
  expect(await ask(node, 'eth_getBlockByNumber', 'pending', false)).toBeNull()
  expect(await ask(node, 'eth_chainId')).toBe('0x7a69')
})

test('a rate limit lets its burst through and refuses the rest in its shape', async () => {
  const { node, hashes, ask } = await withPool(3, {
    rateLimit: { perSecond: 0.001, burst: 2, unit: 'request', refusal: { kind: 'http-429' } },
  })
  expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([200, 200, 429])
  await node.set({
    rateLimit: { perSecond: 0.001, burst: 2, unit: 'question', refusal: { kind: 'items', code: -32_005 } },
  })
  const answers = (await bodies(node, hashes)) as Answer[]
  expect(answers.map(({ error }) => error?.code)).toEqual([undefined, undefined, -32_005])
  await node.set({
    rateLimit: { perSecond: 0.001, burst: 0, unit: 'request', refusal: { kind: 'object', code: 429 } },
  })
  expect(await bodies(node, hashes)).toMatchObject({ error: { code: 429 } })
})

test('a refused port is open again on demand', async () => {
  const node = await nodeOf()
  await node.refuse()
  await expect(ask(node, 'eth_chainId')).rejects.toThrow()
  await node.listen()
  expect(await ask(node, 'eth_chainId')).toBe('0x7a69')
})

function late(ms: number): Promise<never> {
  return new Promise((_resolve, reject) => setTimeout(() => reject(new Error('late')), ms))
}
