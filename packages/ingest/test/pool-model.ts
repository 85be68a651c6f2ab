import { bumpBps, type Fees, outbids } from '../src/lifecycle/fee-bump.ts'
import { type TestTx, wei } from './pool.ts'

type State = 'waiting' | 'ready' | 'blocked' | 'confirmed' | 'replaced' | 'dropped'

interface ModelTx extends TestTx {
  readonly sender: number
  readonly fee: number
  readonly arrivalUs: number
  /** Since when it waits or, replaced or dropped, is only remembered. */
  sinceUs: number
  state: State
}

interface ModelBlock {
  readonly number: number
  readonly txs: readonly ModelInput[]
  isFinal: boolean
  /** Whether a body that comes late is still found in it. */
  isRemembered: boolean
  /** Ids in the order in which they were confirmed. */
  confirmed: number[]
}

export type ModelInput = TestTx & { readonly sender: number; readonly fee: number }

/**
 * What a transaction pool must say, worked out the slow way: every step looks at all transactions and all blocks anew.
 * Without bounds; what it keeps of the past is the last word on each transaction.
 */
export class PoolModel {
  /** The last event of each transaction, in the words of `inWords`. */
  readonly last = new Map<number, string>()
  readonly txs = new Map<number, ModelTx>()
  readonly chain: ModelBlock[] = []
  readonly senders = new Map<number, { next: number | null; proven: number }>()
  #waiting: number[] = []
  #held: Set<number> | null = null

  readonly #lifetimeUs: number
  readonly #nowUs: () => number

  constructor(lifetimeUs: number, nowUs: () => number) {
    this.#lifetimeUs = lifetimeUs
    this.#nowUs = nowUs
  }

  add(input: ModelInput): void {
    const before = this.txs.get(input.id)
    if (before !== undefined && before.state !== 'dropped') return
    this.txs.delete(input.id)
    const nowUs = this.#nowUs()
    const tx: ModelTx = { ...input, arrivalUs: nowUs, sinceUs: nowUs, state: 'waiting' }
    const block = this.chain.find((each) => each.isRemembered && each.txs.some(({ id }) => id === tx.id))
    if (block !== undefined) this.#confirm(tx, block)
    else this.#admit(tx)
    this.#settle()
  }

  seed(sender: number, nonce: number): void {
    const known = this.senders.get(sender)
    if (known === undefined) return
    known.next = Math.max(nonce, known.proven)
    this.#settle()
  }

  /** The next nonce of an account as the chain stands. */
  accountNonce(sender: number): number {
    const nonces = this.chain.flatMap(({ txs }) =>
      txs.filter((tx) => tx.sender === sender).map((tx) => tx.nonce),
    )
    return Math.max(-1, ...nonces) + 1
  }

  mined(number: number, txs: readonly ModelInput[]): void {
    const block: ModelBlock = { number, txs, isFinal: false, isRemembered: true, confirmed: [] }
    this.chain.push(block)
    for (const mined of txs) {
      const tx = this.txs.get(mined.id)
      if (tx !== undefined) this.#confirm(tx, block)
      this.#useNonce(mined)
    }
    this.#settle()
  }

  /** The newest block leaves; nothing is settled before {@link settleReorg}. */
  unmined(): void {
    const block = this.chain.pop()
    if (block === undefined) return
    this.#held ??= new Set()
    for (const id of block.confirmed.reverse()) {
      const tx = this.txs.get(id)
      if (tx === undefined) continue
      this.last.set(id, `reorged ${id}`)
      tx.state = 'waiting'
      tx.sinceUs = this.#nowUs()
      this.#waiting.push(id)
      this.#open(tx.sender)
    }
    for (const { sender, nonce } of [...block.txs, ...block.confirmed.map((id) => this.#get(id))]) {
      const known = this.senders.get(sender)
      if (known === undefined) continue
      this.#held.add(sender)
      known.proven = Math.min(known.proven, nonce)
      if (known.next !== null) known.next = Math.min(known.next, nonce)
    }
  }

  beganAnew(): void {
    for (const each of this.chain) each.isRemembered = false
    for (const known of this.senders.values()) Object.assign(known, { next: null, proven: 0 })
  }

  settleReorg(): void {
    this.#held = null
    this.#settle()
  }

  finalized(number: number): void {
    for (const block of this.chain) {
      if (block.number > number) continue
      block.isFinal = true
      for (const id of block.confirmed) {
        this.last.set(id, `final ${id} in ${block.number}`)
        this.txs.delete(id)
      }
      block.confirmed = []
    }
  }

  gone(id: number): void {
    const tx = this.txs.get(id)
    if (tx !== undefined && this.isPending(tx) && this.isStale(tx)) this.#drop(tx, 'nonce_used')
    this.#settle()
  }

  /** @param isKnown which of those that were replaced or dropped are still known: in which order they go is free */
  expire(isKnown: (id: number) => boolean): void {
    const oldestUs = this.#nowUs() - this.#lifetimeUs
    for (const id of [...this.#waiting]) {
      const tx = this.#get(id)
      if (tx.sinceUs > oldestUs) break
      this.#drop(tx, 'expired')
    }
    for (const tx of [...this.txs.values()]) {
      if (tx.state !== 'replaced' && tx.state !== 'dropped') continue
      if (tx.sinceUs <= oldestUs && !isKnown(tx.id)) this.txs.delete(tx.id)
    }
    this.#settle()
  }

  isPending(tx: { readonly state: State }): boolean {
    return tx.state === 'waiting' || tx.state === 'ready' || tx.state === 'blocked'
  }

  isStale(tx: { readonly sender: number; readonly nonce: number }): boolean {
    const next = this.senders.get(tx.sender)?.next ?? null
    return next !== null && tx.nonce < next
  }

  states(): Record<State, number> {
    const states = { waiting: 0, ready: 0, blocked: 0, confirmed: 0, replaced: 0, dropped: 0 }
    for (const tx of this.txs.values()) states[tx.state]++
    return states
  }

  #get(id: number): ModelTx {
    const tx = this.txs.get(id)
    if (tx === undefined) throw new Error(`the model lost transaction ${id}`)
    return tx
  }

  #open(sender: number): { next: number | null; proven: number } {
    const known = this.senders.get(sender) ?? { next: null, proven: 0 }
    this.senders.set(sender, known)
    return known
  }

  #admit(tx: ModelTx): void {
    this.#open(tx.sender)
    const [rival] = this.isStale(tx)
      ? []
      : this.#pendingOf(tx.sender).filter(({ nonce }) => nonce === tx.nonce)
    this.txs.set(tx.id, tx)
    this.#waiting.push(tx.id)
    if (rival !== undefined) this.#compete(rival, tx)
  }

  #confirm(tx: ModelTx, block: ModelBlock): void {
    if (tx.state === 'confirmed') return
    this.#leave(tx)
    tx.state = 'confirmed'
    if (block.isFinal) {
      this.txs.delete(tx.id)
      this.last.set(tx.id, `final ${tx.id} in ${block.number}`)
    } else {
      this.txs.set(tx.id, tx)
      this.last.set(tx.id, `confirmed ${tx.id} in ${block.number}`)
      block.confirmed.push(tx.id)
    }
    this.#useNonce(tx)
  }

  #useNonce(by: ModelInput): void {
    const known = this.senders.get(by.sender)
    if (known === undefined) return
    this.#held?.add(by.sender)
    for (const rival of this.#pendingOf(by.sender)) {
      if (rival.nonce === by.nonce && rival.id !== by.id) this.#replace(rival, by)
    }
    known.proven = Math.max(known.proven, by.nonce + 1)
    known.next = Math.max(known.next ?? 0, known.proven)
  }

  #settle(): void {
    for (const [sender, { next }] of this.senders) {
      if (next === null || this.#held?.has(sender) === true) continue
      for (const tx of this.#pendingOf(sender)) {
        const [rival] = this.#pendingOf(sender).filter(({ nonce }) => nonce === tx.nonce && !this.isStale(tx))
        if (rival !== undefined && rival !== tx) this.#compete(rival, tx)
      }
      const live = this.#pendingOf(sender).filter((tx) => !this.isStale(tx))
      let missing = next
      while (live.some((tx) => tx.nonce === missing)) missing++
      for (const tx of live) {
        const state = tx.nonce < missing ? 'ready' : 'blocked'
        if (tx.state === state) continue
        tx.state = state
        this.last.set(tx.id, state === 'ready' ? `ready ${tx.id}` : `blocked ${tx.id} expects ${missing}`)
      }
    }
  }

  #compete(first: ModelTx, second: ModelTx): void {
    if (outbids(feesOf(second), feesOf(first))) this.#replace(first, second)
    else this.#drop(second, 'underpriced_replacement')
  }

  #replace(tx: ModelTx, by: ModelInput): void {
    this.#retire(tx, 'replaced')
    this.last.set(tx.id, `replaced ${tx.id} by ${by.id} (${bumpBps(feesOf(by), feesOf(tx))} bps)`)
  }

  #drop(tx: ModelTx, reason: string): void {
    this.#retire(tx, 'dropped')
    this.last.set(tx.id, `dropped ${tx.id} ${reason}`)
  }

  #retire(tx: ModelTx, state: 'replaced' | 'dropped'): void {
    this.#leave(tx)
    tx.state = state
    tx.sinceUs = this.#nowUs()
  }

  #leave({ id }: ModelTx): void {
    this.#waiting = this.#waiting.filter((each) => each !== id)
  }

  /** In the order in which they were seen. */
  #pendingOf(sender: number): ModelTx[] {
    return [...this.txs.values()]
      .filter((tx) => tx.sender === sender && this.isPending(tx))
      .sort((one, other) => one.arrivalUs - other.arrivalUs)
  }
}

function feesOf(tx: ModelInput): Fees {
  return { maxFeeWei: wei(tx.fee), maxTipWei: wei(tx.tip ?? 10), maxBlobFeeWei: null }
}
