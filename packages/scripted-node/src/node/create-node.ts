import type { AddressInfo } from 'node:net'
import { createSystemClock } from '@org/events'
import { runChaos } from '../chaos/run-chaos.ts'
import type { Control, NodeOptions } from '../control.ts'
import { createRandom } from '../random.ts'
import type { Script, When } from '../script.ts'
import { createTransactionEncoder } from '../transactions/encode-transaction.ts'
import { createTransactionGenerator } from '../transactions/transaction-generator.ts'
import { type Announcer, createAnnouncer } from './announcer.ts'
import { createRequestAnswerer } from './answer-request.ts'
import { bodyText, headText } from './block.ts'
import { createBlocks } from './blocks.ts'
import { createChain } from './chain.ts'
import { createFaultList, type FaultList } from './fault-list.ts'
import { createHttpDoor } from './http-door.ts'
import { createLedger } from './ledger.ts'
import { runLoad } from './load.ts'
import { createMethods } from './methods.ts'
import { createRateLimiter, type RateLimiter } from './rate-limiter.ts'
import { createSocketDoor, type SocketDoor } from './socket-door.ts'
import { createSubscribe } from './subscribe.ts'
import { createTally } from './tally.ts'
import { createTransactionSource } from './transaction-source.ts'

/** Streams of the seed: what one part draws changes nothing for the others. */
const STREAM = { transactions: 1, chain: 2, faults: 3, ids: 4 }

/** The node itself, listening. It ends with its process. */
export async function createNode(
  options: NodeOptions,
): Promise<{ readonly port: number; readonly control: Control }> {
  const { chainId, seed } = options
  const clock = createSystemClock()
  const nowMs = (): number => clock.monotonicMs()
  const unixMs = (): number => clock.nowUs() / 1000
  const ids = createRandom(seed, STREAM.ids)
  const drawn = createRandom(seed, STREAM.faults)
  const faultList = <F extends When>(): FaultList<F> => createFaultList<F>(drawn, nowMs)
  const faults = {
    connections: faultList<Script['connections'][number]>(),
    subscribe: faultList<Script['subscribe'][number]>(),
    announcements: faultList<Script['announcements'][number]>(),
    http: faultList<Script['http'][number]>(),
    answers: faultList<Script['answers'][number]>(),
    items: faultList<Script['items'][number]>(),
  }
  let script = options.script
  let limiter: RateLimiter | null = null

  const tally = createTally(clock)
  const ledger = createLedger(options.capacity)
  const generator = createTransactionGenerator(createRandom(seed, STREAM.transactions), options.mix, chainId)
  const source = createTransactionSource(generator, await createTransactionEncoder(), ledger, ids)
  const chain = createChain(
    createRandom(seed, STREAM.chain),
    Math.floor(unixMs() / 1000),
    generator.baseNonceOf,
  )
  const answer = createMethods({ chainId, script: () => script, faults: faults.items, ledger, chain })
  const http = createHttpDoor({
    answer: createRequestAnswerer({
      script: () => script,
      faults: faults.answers,
      answer,
      limiter: () => limiter,
    }),
    faults: faults.http,
    tally,
    random: drawn,
    nowMs: unixMs,
  })
  const door: SocketDoor = createSocketDoor({
    server: http.server,
    faults: faults.connections,
    tally,
    answer,
    subscribe: createSubscribe({
      faults: faults.subscribe,
      random: ids,
      announceEarly: (subscriber, subscription, count) =>
        announcer.announceEarly(subscriber, subscription, source.create({ count })),
      onSubscribed(subscriber, kind) {
        tally.subscribed(subscriber.number, kind)
        door.sightChanged('closed')
      },
    }),
    pongs: () => script.pongs,
    silent: () => script.silent,
  })
  const announcer: Announcer = createAnnouncer({
    clock,
    tally,
    faults: faults.announcements,
    subscribers: door.subscribers,
    silent: () => script.silent,
    unknown: source.unknown,
  })
  const announceHead = (head: string): void => announcer.announceValue('heads', head)
  const blocks = createBlocks({ chain, ledger, source, nowMs: unixMs, announceHead })

  const set = (change: Partial<Script>): void => {
    script = { ...script, ...change }
    if (change.connections !== undefined) faults.connections.replace(change.connections)
    if (change.subscribe !== undefined) faults.subscribe.replace(change.subscribe)
    if (change.announcements !== undefined) faults.announcements.replace(change.announcements)
    if (change.http !== undefined) faults.http.replace(change.http)
    if (change.answers !== undefined) faults.answers.replace(change.answers)
    if (change.items !== undefined) faults.items.replace(change.items)
    if (change.rateLimit !== undefined) {
      const limit = change.rateLimit
      limiter =
        limit === null ? null : createRateLimiter(limit.perSecond, limit.burst ?? limit.perSecond, nowMs)
    }
    if (change.silent !== undefined) door.sightChanged('closed')
  }
  const listen = async (port: number): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    http.server.once('error', reject)
    http.server.listen(port, '127.0.0.1', resolve)
    await promise
    http.server.off('error', reject)
  }

  set(script)
  await listen(options.port)
  const { port } = http.server.address() as AddressInfo // a TCP server has one

  const control: Control = {
    set,
    announce(transactions) {
      const entries = source.create(transactions)
      announcer.announce(entries)
      return entries.map(({ hash }) => hash)
    },
    add: (transactions) => source.create(transactions).map(({ hash }) => hash),
    announceHashes: (hashes) => announcer.announce(hashes.map((hash) => ledger.of(hash))),
    announceBody: (body) => announcer.announceValue('full', body),
    prepare: source.prepare,
    load: (load) => runLoad(load, nowMs, (count) => announcer.announce(source.create({ count }))),
    drop(hashes) {
      for (const hash of hashes) ledger.of(hash).pooled = false
    },
    bodyOf: (hash) => bodyText(ledger.of(hash)),
    setNonce: ({ address, nonce }) => chain.setNonce(address, nonce),
    mine: blocks.mine,
    reorg: blocks.reorg,
    sendHead(head) {
      const block = typeof head === 'string' ? chain.find(head) : undefined
      announceHead(block === undefined ? JSON.stringify(head) : headText(block))
    },
    send(frame) {
      const payload = typeof frame === 'string' ? frame : Buffer.from(frame)
      for (const subscriber of door.subscribers) subscriber.send(payload, 'other')
    },
    sendBad: announcer.announceBad,
    cut({ reset }) {
      for (const subscriber of door.subscribers) subscriber.cut(reset === true)
    },
    halfOpen() {
      for (const subscriber of door.subscribers) subscriber.freeze()
    },
    release: http.release,
    async refuse() {
      if (!http.server.listening) return
      http.server.close()
      http.server.closeAllConnections()
    },
    listen: () => (http.server.listening ? Promise.resolve() : listen(port)),
    counts() {
      let unsentBytes = 0
      for (const subscriber of door.subscribers) unsentBytes += subscriber.unsentBytes
      return tally.counts(unsentBytes)
    },
    reports: (hashes) =>
      (hashes === 'all' ? [...ledger.all()] : hashes.map((hash) => ledger.of(hash))).map((entry) =>
        entry.report(),
      ),
    chaos: (chaos) => runChaos(control, chaos, clock),
  }
  return { port, control }
}
