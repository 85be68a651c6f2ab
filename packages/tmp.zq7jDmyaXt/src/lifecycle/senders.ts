import type { Address, Clock } from '@org/events'
import { AgeList } from './age-list.ts'
import { SenderQueue } from './sender-queue.ts'

/**
 * The accounts a pool knows, and whose nonce is to be asked.
 *
 * An account with pending transactions is in one list: wished (never asked, or suspected to be wrong), being asked,
 * waiting for a retry, or waiting to be checked again. One without is idle; its nonce is kept as long as there is room.
 * One with a blocked transaction is wished at once, unless it was asked within `recheckMs`. As long as answers say
 * nothing new the checks of one become rarer, each wait twice the one before up to 16 times `recheckMs`: the blocks tell
 * the nonces that are used, and thousands of transactions wait for hours in vain.
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
  /** @param isNews whether the answer is not what was known */
  answered(queue: SenderQueue, isNews: boolean): void
  failed(queue: SenderQueue): void
  /** Blocks were missed, with nonces that nobody saw: all are checked as often as at first. */
  doubt(): void
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

/** How often the wait before the next check doubles. */
const DOUBLINGS = 4

export function createSenders(options: SendersOptions): Senders {
  const { maxSenders, recheckMs, rechecksPerSecond, retryMs, clock } = options
  const known = new Map<Address, SenderQueue>()
  const idle = new AgeList<SenderQueue>()
  const wished = new AgeList<SenderQueue>()
  const asking = new AgeList<SenderQueue>()
  // Each of one constant delay, so that the oldest is due first.
  const retrying = new AgeList<SenderQueue>()
  const rechecking = Array.from({ length: DOUBLINGS + 1 }, () => new AgeList<SenderQueue>())
  let allowance = rechecksPerSecond
  let allowedMs = clock.monotonicMs()

  const wait = (queue: SenderQueue, list: AgeList<SenderQueue>, delayMs: number): void => {
    queue.dueMs = clock.monotonicMs() + delayMs
    list.add(queue)
  }
  const checkLater = (queue: SenderQueue, checks: number): void => {
    queue.checks = Math.min(checks, DOUBLINGS)
    const list = rechecking[queue.checks]
    if (list !== undefined) wait(queue, list, recheckMs * 2 ** queue.checks)
  }
  /** The oldest of a list of waiting ones whose time has come. */
  const due = (list: AgeList<SenderQueue>, nowMs: number): SenderQueue | null =>
    list.oldest !== null && list.oldest.dueMs <= nowMs ? list.oldest : null
  const dueCheck = (nowMs: number): SenderQueue | null => {
    for (const list of rechecking) {
      const queue = due(list, nowMs)
      if (queue !== null) return queue
    }
    return null
  }
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
      // One that was let go of for want of room, while it was being changed, is nobody's any more.
      if (known.get(queue.address) !== queue) return
      if (queue.txs.length === 0) {
        idle.add(queue)
        return
      }
      if (queue.list === null || queue.list === idle) {
        if (queue.next === null) wished.add(queue)
        else checkLater(queue, 0)
      }
      if (!isBlocked(queue) || queue.list === wished || queue.list === asking || queue.list === retrying)
        return
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
        const queue = dueCheck(nowMs)
        if (queue === null) break
        if (isBlocked(queue) || isOld(queue)) {
          queue.checks++
          ask(queue)
        } else checkLater(queue, 0)
      }
      return taken
    },
    answered(queue, isNews) {
      if (queue.txs.length > 0) checkLater(queue, isNews ? 0 : queue.checks)
      else idle.add(queue)
    },
    failed(queue) {
      if (queue.txs.length > 0) wait(queue, retrying, retryMs)
      else idle.add(queue)
    },
    doubt() {
      for (const list of rechecking.slice(1)) {
        for (let queue = list.oldest; queue !== null; queue = list.oldest) checkLater(queue, 0)
      }
    },
    distrust() {
      for (const queue of known.values()) {
        queue.distrust()
        if (queue.txs.length > 0) wished.add(queue)
      }
    },
  }
}
