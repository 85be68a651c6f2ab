import type { Address, Hash } from '@org/events'
import type { ChaosOptions, ChaosReport } from './chaos/chaos-report.ts'
import type { Counts, HashReport } from './counts.ts'
import type { BadFrame, Script } from './script.ts'
import type { TransactionRequest } from './transactions/transaction-generator.ts'
import type { TransactionMix } from './transactions/transaction-mix.ts'

/** New transactions: so many of the generator's own, or these. */
export type NewTransactions =
  | { readonly count: number }
  | {
      /** What is not given is the generator's. */
      readonly transactions: readonly TransactionRequest[]
    }

export interface LoadOptions {
  /** New transactions per second. */
  readonly rate: number
  readonly seconds: number
}

export interface LoadReport {
  readonly announced: number
  /** What it took; more than asked for when the machine was too busy. */
  readonly seconds: number
  /** The longest pause between two slices of announcements, milliseconds. */
  readonly longestPauseMs: number
}

export interface MineOptions {
  /** What is mined, in this order; `all` is the whole pool. @default nothing */
  readonly transactions?: readonly Hash[] | 'all'
  /** Transactions mined beside them that were never announced. @default 0 */
  readonly extra?: number
  /** Those of its transactions that failed. @default none */
  readonly reverted?: readonly Hash[]
  /** Unix seconds. @default now */
  readonly timestamp?: number
  /** Whether its head is announced to subscribers. @default true */
  readonly announced?: boolean
}

export interface ReorgOptions {
  /** Blocks that are taken off the chain. */
  readonly depth: number
  /** What takes their place, lowest first. */
  readonly blocks: readonly MineOptions[]
}

export interface MinedBlock {
  readonly number: number
  readonly hash: Hash
  readonly parentHash: Hash
  /** Unix seconds. */
  readonly timestamp: number
  readonly transactions: readonly Hash[]
}

/** What can be asked of the node's process: one message and one answer each. */
export interface Control {
  set(script: Partial<Script>): void
  /** Puts new transactions into the pool and announces them. */
  announce(transactions: NewTransactions): readonly Hash[]
  /** Puts new transactions into the pool and says nothing. */
  add(transactions: NewTransactions): readonly Hash[]
  /** Announces hashes as they are: again, unknown, in any order. */
  announceHashes(hashes: readonly Hash[]): void
  /** Sends this JSON to `full` subscriptions in the place of a transaction. */
  announceBody(body: string): void
  /** Makes so many of the generator's transactions beforehand. */
  prepare(count: number): void
  load(options: LoadOptions): Promise<LoadReport>
  /** Takes transactions out of the pool; questions for them are then answered with null. */
  drop(hashes: readonly Hash[]): void
  /** JSON of what `eth_getTransactionByHash` would answer without faults. */
  bodyOf(hash: Hash): string
  setNonce(account: { readonly address: Address; readonly nonce: number }): void
  mine(options: MineOptions): MinedBlock
  /** Announces the head of each new block. */
  reorg(options: ReorgOptions): readonly MinedBlock[]
  /** Sends this as a head to every subscription of heads: a block that exists, by its hash, or any value. */
  sendHead(head: unknown): void
  /** Sends a text frame, or bytes as a binary one, to every open WebSocket. */
  send(frame: string | Uint8Array): void
  sendBad(frame: BadFrame): void
  /** Ends every WebSocket without a closing handshake. */
  cut(options: { readonly reset?: boolean }): void
  /** Every open WebSocket stays open, and neither sends nor answers any more; new ones are well. */
  halfOpen(): void
  /** Answers the requests that are held. */
  release(): void
  /** Closes the port: new connections are refused, open HTTP connections end, WebSockets stay. */
  refuse(): Promise<void>
  /** Opens the same port again. */
  listen(): Promise<void>
  counts(): Counts
  /** What was said and asked about these hashes, or about all the node remembers. */
  reports(hashes: readonly Hash[] | 'all'): readonly HashReport[]
  chaos(options: ChaosOptions): Promise<ChaosReport>
}

/** From the parent. */
export interface ControlRequest {
  readonly id: number
  readonly name: keyof Control
  readonly argument: unknown
}

/** From the child: first that it listens, then an answer to each request. */
export type ControlMessage =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly message: string }

/** What the child is started with. */
export interface NodeOptions {
  readonly chainId: number
  readonly port: number
  readonly seed: number
  readonly capacity: number
  readonly mix: TransactionMix
  readonly script: Script
}
