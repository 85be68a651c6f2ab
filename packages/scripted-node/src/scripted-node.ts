import type { Address, Hash } from '@org/events'
import type { ChaosOptions, ChaosReport } from './chaos/chaos-report.ts'
import { startChild } from './child.ts'
import type {
  LoadOptions,
  LoadReport,
  MinedBlock,
  MineOptions,
  NewTransactions,
  ReorgOptions,
} from './control.ts'
import type { Counts, HashReport } from './counts.ts'
import { type BadFrame, HEALTHY, type Script } from './script.ts'
import { REALISTIC_MIX, type TransactionMix } from './transactions/transaction-mix.ts'

export interface ScriptedNodeOptions {
  /** @default 31337 */
  readonly chainId?: number
  /** Port on 127.0.0.1. @default 0, any free one */
  readonly port?: number
  /** Of its transactions, ids and drawn faults. @default 1 */
  readonly seed?: number
  /** How many hashes it remembers; older ones are answered with null. @default 500_000 */
  readonly capacity?: number
  /** What its transactions are like, over {@link REALISTIC_MIX}. */
  readonly mix?: Partial<TransactionMix>
  /** How it behaves from the start, over {@link HEALTHY}. */
  readonly script?: Partial<Script>
}

/**
 * A JSON-RPC node in a process of its own. Everything is asked of it by messages; each promise resolves when the node
 * has done it, with frames written to its sockets, and rejects when it could not or its process is gone.
 */
export interface ScriptedNode {
  readonly wsUrl: string
  readonly httpUrl: string
  readonly port: number
  readonly pid: number
  readonly chainId: number
  /** Replaces these parts of the script; the rest stands. A list that is set counts from anew. */
  set(script: Partial<Script>): Promise<void>
  /** Puts new transactions into the pool and announces them, in order. */
  announce(transactions: NewTransactions): Promise<readonly Hash[]>
  /** Puts new transactions into the pool and says nothing: a standing pool. */
  add(transactions: NewTransactions): Promise<readonly Hash[]>
  /** Announces hashes as they are: again, in any order, of no transaction. */
  announceHashes(hashes: readonly Hash[]): Promise<void>
  /** Sends any value to subscriptions of whole transactions, in the place of one; it counts as no announcement. */
  announceBody(body: unknown): Promise<void>
  /** Makes so many of the generator's transactions beforehand, for a load that costs the node next to nothing. */
  prepare(count: number): Promise<void>
  /** Announces new transactions at a rate; resolves when all are announced. */
  load(options: LoadOptions): Promise<LoadReport>
  /** Takes transactions out of the pool; questions for them are then answered with null. */
  drop(hashes: readonly Hash[]): Promise<void>
  /** What `eth_getTransactionByHash` answers without faults; `null` for what the node does not have. */
  bodyOf(hash: Hash): Promise<Readonly<Record<string, unknown>> | null>
  /** Sets the nonce the account has on the chain. */
  setNonce(address: Address, nonce: number): Promise<void>
  mine(options?: MineOptions): Promise<MinedBlock>
  /** Takes blocks off the chain and mines others; the head of each is announced. */
  reorg(options: ReorgOptions): Promise<readonly MinedBlock[]>
  /** Sends as a head: a block that exists, by its hash, or any value. */
  sendHead(head: unknown): Promise<void>
  /** Sends a text frame, or bytes as a binary one, to every open WebSocket. */
  send(frame: string | Uint8Array): Promise<void>
  /** Sends a frame of no use to every subscription of pending transactions. */
  sendBad(frame: BadFrame): Promise<void>
  /** Ends every WebSocket without a closing handshake; by a reset, frames on their way are lost as well. */
  cut(options?: { readonly reset?: boolean }): Promise<void>
  /** Open WebSockets stay open, and neither send nor answer any more; new ones are well. */
  halfOpen(): Promise<void>
  /** Subscriptions stay open and nothing is announced, or no longer so. */
  silence(silent: boolean): Promise<void>
  /** Answers the HTTP requests that are held. */
  release(): Promise<void>
  /** Closes the port; open WebSockets stay. */
  refuse(): Promise<void>
  /** Opens the same port again. */
  listen(): Promise<void>
  counts(): Promise<Counts>
  /** What was said and asked about these hashes, in order, or about all the node remembers. */
  reports(hashes: readonly Hash[] | 'all'): Promise<readonly HashReport[]>
  /** The same for one hash. */
  reportOf(hash: Hash): Promise<HashReport>
  /** Random faults under load; the node is well when it resolves. */
  chaos(options: ChaosOptions): Promise<ChaosReport>
  /** Ends the process. Idempotent. */
  stop(): Promise<void>
  /** The same at once, as a machine that loses power. */
  kill(): Promise<void>
}

/**
 * Starts a node and resolves when it listens. The caller stops it; it ends by itself when the caller's process does.
 * @throws Error when its process could not start
 */
export async function startScriptedNode(options: ScriptedNodeOptions = {}): Promise<ScriptedNode> {
  const chainId = options.chainId ?? 31_337
  const child = await startChild({
    chainId,
    port: options.port ?? 0,
    seed: options.seed ?? 1,
    capacity: options.capacity ?? 500_000,
    mix: { ...REALISTIC_MIX, ...options.mix },
    script: { ...HEALTHY, ...options.script },
  })
  const { port, pid, call } = child
  return {
    wsUrl: `ws://127.0.0.1:${port}`,
    httpUrl: `http://127.0.0.1:${port}`,
    port,
    pid,
    chainId,
    set: (script) => call('set', script),
    announce: (transactions) => call('announce', transactions),
    add: (transactions) => call('add', transactions),
    announceHashes: (hashes) => call('announceHashes', hashes),
    announceBody: (body) => call('announceBody', JSON.stringify(body)),
    prepare: (count) => call('prepare', count),
    load: (load) => call('load', load),
    drop: (hashes) => call('drop', hashes),
    bodyOf: async (hash) => JSON.parse(await call('bodyOf', hash)), // an object or null, written by the node
    setNonce: (address, nonce) => call('setNonce', { address, nonce }),
    mine: (block = {}) => call('mine', block),
    reorg: (reorg) => call('reorg', reorg),
    sendHead: (head) => call('sendHead', head),
    send: (frame) => call('send', frame),
    sendBad: (frame) => call('sendBad', frame),
    cut: (cut = {}) => call('cut', cut),
    halfOpen: () => call('halfOpen', undefined),
    silence: (silent) => call('set', { silent }),
    release: () => call('release', undefined),
    refuse: () => call('refuse', undefined),
    listen: () => call('listen', undefined),
    counts: () => call('counts', undefined),
    reports: (hashes) => call('reports', hashes),
    async reportOf(hash) {
      const [report] = await call('reports', [hash])
      if (report === undefined) throw new Error(`no report of ${hash}`)
      return report
    },
    chaos: (chaos) => call('chaos', chaos),
    stop: () => child.end('SIGTERM'),
    kill: () => child.end('SIGKILL'),
  }
}
