import { errorMessage } from '@org/events'
import { type Hash, keccak256, type PrivateKeyAccount } from 'viem'
import type { Deployment } from '../deployment.ts'
import type { NodeClient } from '../node-client.ts'
import { createActionEncoder } from './encode-action.ts'
import { createPlan } from './plan.ts'
import type { PlannedTransaction } from './planned-transaction.ts'
import { createSender, type Sender } from './sender.ts'
import { createStats, type TrafficStats } from './traffic-stats.ts'

/** A transaction the node took. */
export interface SentTransaction {
  readonly planned: PlannedTransaction
  readonly hash: Hash
  readonly nonce: number
}

export interface TrafficOptions {
  readonly client: NodeClient
  readonly deployment: Deployment
  /** The accounts that `deployContracts` fitted out, at least 2. */
  readonly traders: readonly PrivateKeyAccount[]
  /** The same seed plans the same transactions. */
  readonly seed: string
  /** @default 20; at most 1,000 */
  readonly txPerSecond?: number | undefined
  /** Transactions on their way to the node; beyond that, what is due is left out and counted. @default 256 */
  readonly maxInFlight?: number | undefined
  /** Hears of each transaction the node took. Must not throw. */
  readonly onSent?: ((sent: SentTransaction) => void) | undefined
  /** Wall time in milliseconds, for deadlines. @default Date.now */
  readonly now?: (() => number) | undefined
}

/** Seeded traffic on a devnet. */
export interface Traffic {
  /** Reads the senders' nonces and begins to send. @throws when the node cannot be asked. */
  start(): Promise<void>
  /** Stops sending and waits for what is in flight. Idempotent; nothing can be started again. */
  stop(): Promise<void>
  /** Runs `work` while nothing is in flight, then makes the nonces agree with the node: for reorgs. */
  exclusively<T>(work: () => Promise<T>): Promise<T>
  stats(): TrafficStats
}

const TICK_MS = 20
/** A stall (a busy machine) is not made up for beyond this many seconds. */
const MAX_CATCH_UP_SECONDS = 0.25
const FILLER_FEES = { type: 'legacy', gasPrice: 200_000_000_000n } as const

export function createTraffic(options: TrafficOptions): Traffic {
  const { client, deployment, seed } = options
  const txPerSecond = options.txPerSecond ?? 20
  const maxInFlight = options.maxInFlight ?? 256
  const now = options.now ?? Date.now
  const senders = options.traders.map((trader) => createSender(trader, client, deployment.chainId))
  const plan = createPlan({ seed, senders: senders.length, txPerSecond })
  const encode = createActionEncoder(deployment)
  const stats = createStats()
  const inFlight = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  /** How many hold the traffic back at the moment. */
  let held = 0
  let lastTick = 0
  let due = 0

  async function send(planned: PlannedTransaction, sender: Sender): Promise<void> {
    const nonce = sender.nonceFor(planned.nonce)
    if (nonce === null) {
      stats.skipped += 1
      return
    }
    try {
      const call = encode(planned.action, sender.account.address, Math.floor(now() / 1000))
      const raw = await sender.sign(call, planned.fees, nonce)
      await client.sendRawTransaction({ serializedTransaction: raw })
      sender.accepted(planned.index, planned.nonce, nonce)
      stats.sent[planned.kind] += 1
      options.onSent?.({ planned, hash: keccak256(raw), nonce })
    } catch (error) {
      await refused(planned, sender, error)
    }
  }

  async function refused(planned: PlannedTransaction, sender: Sender, error: unknown): Promise<void> {
    const message = errorMessage(error)
    if (planned.nonce.role === 'replace' && /nonce too low/i.test(message)) {
      stats.late += 1
      return
    }
    stats.rejected += 1
    stats.lastError = message
    await repair(sender)
  }

  /** Sends fillers where transactions are missing; a node that does not answer is asked again at the next refusal. */
  async function repair(sender: Sender): Promise<void> {
    try {
      for (const nonce of await sender.resync()) {
        const call = encode({ type: 'cancel' }, sender.account.address, 0)
        await client.sendRawTransaction({
          serializedTransaction: await sender.sign(call, FILLER_FEES, nonce),
        })
        stats.fillers += 1
      }
    } catch (error) {
      stats.lastError = errorMessage(error)
    }
  }

  function launch(planned: PlannedTransaction): void {
    const sender = senders[planned.sender]
    if (sender === undefined) return
    const job = sender
      .enqueue(() => send(planned, sender))
      .finally(() => {
        inFlight.delete(job)
      })
    inFlight.add(job)
  }

  function tick(): void {
    const at = performance.now()
    due = Math.min(
      due + ((at - lastTick) / 1000) * txPerSecond,
      Math.max(1, txPerSecond * MAX_CATCH_UP_SECONDS),
    )
    lastTick = at
    if (held > 0) return
    for (; due >= 1; due -= 1) {
      if (inFlight.size < maxInFlight) launch(plan.next())
      else stats.throttled += 1
    }
  }

  async function drain(): Promise<void> {
    while (inFlight.size > 0) await Promise.all(inFlight)
  }

  return {
    async start(): Promise<void> {
      await Promise.all(senders.map((sender) => sender.resync()))
      if (stopped || timer !== undefined) return
      lastTick = performance.now()
      timer = setInterval(tick, TICK_MS)
    },

    async stop(): Promise<void> {
      stopped = true
      clearInterval(timer)
      await drain()
    },

    async exclusively<T>(work: () => Promise<T>): Promise<T> {
      held += 1
      try {
        await drain()
        const result = await work()
        await Promise.all(senders.map((sender) => sender.enqueue(() => repair(sender))))
        return result
      } finally {
        held -= 1
      }
    },

    stats: () => ({ ...stats, sent: { ...stats.sent }, inFlight: inFlight.size }),
  }
}
