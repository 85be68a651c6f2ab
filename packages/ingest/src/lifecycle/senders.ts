import type { Address, Clock } from '@org/events'
import { AgeList } from './age-list.ts'
import { SenderQueue } from './sender-queue.ts'

/**
 * The accounts a pool knows, and whose nonce is to be asked.
 *
 * An account with pending transactions is in one list: wished (never asked, or suspected to be wrong), being asked,
 * waiting for a retry, or waiting to be checked again. One without is idle; its nonce is kept as long as there is room.
 * One with a blocked transaction is wished at once, unless it was asked within `recheckMs`.
 */
export interface Senders {
  readonly size: number
  /** Accounts whose nonce is to be asked now. */
  readonly wished: number
  get(address: Address): SenderQueue | undefined
  /** The account, made when it is not known. To be {@link file}d once its transactions stand. */
  open(address: Address): SenderQueue
  /** Puts an account where it belongs after its transactions changed. */
  file(queue: SenderQueue): void
  /** Accounts to be asked, oldest wish first; each until {@link answered} or {@link failed}. */
  take(count: number): Address[]
  answered(queue: SenderQueue): void
  failed(queue: SenderQueue): void
  /** Forgets every nonce: the chain began anew. */
  distrust(): void
}

export interface SendersOptions {
  /** Most accounts; more are held only while all of them have pending transactions. */
  readonly maxSenders: number
  /** An account with a blocked transaction, or one that old, is asked again this long after the last time. */
  readonly recheckMs: number
  /** Most accounts asked again, in one second. */
  readonly rechecksPerSecond: number
  /** Wait after a question that failed. */
  readonly retryMs: number
  readonly clock: Clock
}

export function createSenders(options: SendersOptions): Senders {
  const { maxSenders, recheckMs, rechecksPerSecond, retryMs, clock } = options
  const known = new Map<Address, SenderQueue>()
  const idle = new AgeList<SenderQueue>()
  const wished = new AgeList<SenderQueue>()
  const asking = new AgeList<SenderQueue>()
  // Each of one constant delay, so that the oldest is due first.
  const retrying = new AgeList<SenderQueue>()
  const rechecking = new AgeList<SenderQueue>()
  let allowance = rechecksPerSecond
  let allowedMs = clock.monotonicMs()

  const wait = (queue: SenderQueue, list: AgeList<SenderQueue>, delayMs: number): void => {
    queue.dueMs = clock.monotonicMs() + delayMs
    list.add(queue)
  }
  /** The oldest of a list of waiting ones whose time has come. */
  const due = (list: AgeList<SenderQueue>, nowMs: number): SenderQueue | null =>
    list.oldest !== null && list.oldest.dueMs <= nowMs ? list.oldest : null
  // Blocks may have been missed, and an EIP-7702 authorization uses a nonce without a transaction of the account.
  const isBlocked = (queue: SenderQueue): boolean => queue.txs.at(-1)?.state === 'blocked'
  const isOld = ({ txs: [lowest] }: SenderQueue): boolean =>
    lowest !== undefined && clock.nowUs() - lowest.arrivalUs >= recheckMs * 1000

  return {
    get size(): number {
      return known.size
    },
    get wished(): number {
      return wished.size
    },
    get: (address) => known.get(address),
    open(address) {
      const found = known.get(address)
      if (found !== undefined) return found
      while (known.size >= maxSenders && idle.oldest !== null) {
        known.delete(idle.oldest.address)
        idle.remove(idle.oldest)
      }
      const queue = new SenderQueue(address)
      known.set(address, queue)
      return queue
    },
    file(queue) {
      if (queue.txs.length === 0) {
        idle.add(queue)
        return
      }
      if (queue.list === null || queue.list === idle) {
        if (queue.next === null) wished.add(queue)
        else wait(queue, rechecking, recheckMs)
      }
      if (queue.list !== rechecking || !isBlocked(queue)) return
      if (clock.monotonicMs() - queue.askedMs >= recheckMs) wished.add(queue)
    },
    take(count) {
      const nowMs = clock.monotonicMs()
      const taken: Address[] = []
      const ask = (queue: SenderQueue): void => {
        queue.askedMs = nowMs
        asking.add(queue)
        taken.push(queue.address)
      }
      while (taken.length < count) {
        const queue = wished.oldest ?? due(retrying, nowMs)
        if (queue === null) break
        ask(queue)
      }
      allowance = Math.min(rechecksPerSecond, allowance + ((nowMs - allowedMs) * rechecksPerSecond) / 1000)
      allowedMs = nowMs
      for (; taken.length < count && allowance >= 1; allowance--) {
        const queue = due(rechecking, nowMs)
        if (queue === null) break
        if (isBlocked(queue) || isOld(queue)) ask(queue)
        else wait(queue, rechecking, recheckMs)
      }
      return taken
    },
    answered(queue) {
      if (queue.txs.length > 0) wait(queue, rechecking, recheckMs)
      else idle.add(queue)
    },
    failed(queue) {
      if (queue.txs.length > 0) wait(queue, retrying, retryMs)
      else idle.add(queue)
    },
    distrust() {
      for (const queue of known.values()) {
        queue.distrust()
        if (queue.txs.length > 0) wished.add(queue)
      }
    },
  }
}
