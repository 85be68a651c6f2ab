import { maxUint256, parseEther } from 'viem'
import { createPrng, type Prng } from '../prng.ts'
import { convert, TOKEN_SYMBOLS } from '../tokens.ts'
import { bumpFees, planFees } from './fee-planner.ts'
import type { Action, PlannedTransaction, TrafficKind } from './planned-transaction.ts'
import { createSwapPlanner, planSize, type SwapPlanner } from './swap-planner.ts'

export interface PlanOptions {
  readonly seed: string
  /** How many senders take turns, at least 2. */
  readonly senders: number
  /** Sets how many entries later a replacement or the filling of a gap comes. */
  readonly txPerSecond: number
}

/** An endless sequence of transactions; the same options give the same sequence. */
export interface TrafficPlan {
  next(): PlannedTransaction
}

type BasicKind = Exclude<TrafficKind, 'replacement' | 'gap_ahead' | 'gap_fill'>

/** Relative frequency of what is not a replacement or a gap. */
const WEIGHTS: Readonly<Record<BasicKind, number>> = {
  transfer_eth: 18,
  transfer_token: 12,
  approve: 8,
  v2_swap: 24,
  v3_swap: 14,
  v3_multicall: 8,
  router02_multicall: 6,
  universal_swap: 9,
  create: 1,
}
const REPLACED_SHARE = 0.05
const GAP_SHARE = 0.015
const CANCEL_SHARE = 0.4
/** How long after the first transaction a replacement comes, in seconds: short, so that it is still pending. */
const REPLACE_AFTER = [0.1, 0.8] as const
/** How long a nonce stays open, in seconds: long enough that blocks pass. */
const FILL_AFTER = [2, 10] as const

interface Scheduled {
  readonly at: number
  readonly transaction: Omit<PlannedTransaction, 'index'>
}

export function createPlan(options: PlanOptions): TrafficPlan {
  const { senders, txPerSecond } = options
  if (senders < 2) throw new RangeError(`a plan needs at least 2 senders, not ${senders}`)
  const prng = createPrng(`plan/${options.seed}`)
  const swaps = createSwapPlanner(prng)
  /** Follow-ups in the order in which they were planned; few at a time. */
  const scheduled: Scheduled[] = []
  /** Senders that wait for a gap to be filled send nothing else. */
  const waiting = new Set<number>()
  const maxWaiting = Math.max(1, Math.floor(senders / 4))
  let index = 0

  const later = ([least, most]: readonly [number, number]): number =>
    index + Math.max(1, Math.round((least + (most - least) * prng.next()) * txPerSecond))

  function pickSender(): number {
    for (;;) {
      const sender = prng.int(0, senders - 1)
      if (!waiting.has(sender)) return sender
    }
  }

  function takeDue(): Scheduled['transaction'] | null {
    const position = scheduled.findIndex(({ at }) => at <= index)
    if (position === -1) return null
    const [due] = scheduled.splice(position, 1)
    return due?.transaction ?? null
  }

  function openGap(): Omit<PlannedTransaction, 'index'> {
    const sender = pickSender()
    waiting.add(sender)
    const fill = planAction(prng.chance(0.5) ? 'transfer_eth' : 'v2_swap', prng, swaps)
    scheduled.push({
      at: later(FILL_AFTER),
      transaction: {
        sender,
        kind: 'gap_fill',
        action: fill,
        fees: planFees(prng),
        nonce: { role: 'fill', of: index },
      },
    })
    const action = planAction(pickKind(prng), prng, swaps)
    return { sender, kind: 'gap_ahead', action, fees: planFees(prng), nonce: { role: 'ahead' } }
  }

  function plain(): Omit<PlannedTransaction, 'index'> {
    const sender = pickSender()
    const kind = pickKind(prng)
    const action = planAction(kind, prng, swaps)
    const fees = planFees(prng)
    if (prng.chance(REPLACED_SHARE)) {
      scheduled.push({
        at: later(REPLACE_AFTER),
        transaction: {
          sender,
          kind: 'replacement',
          action: prng.chance(CANCEL_SHARE) ? { type: 'cancel' } : action,
          fees: bumpFees(fees, prng),
          nonce: { role: 'replace', of: index },
        },
      })
    }
    return { sender, kind, action, fees, nonce: { role: 'next' } }
  }

  return {
    next(): PlannedTransaction {
      let transaction = takeDue()
      if (transaction?.nonce.role === 'fill') waiting.delete(transaction.sender)
      if (transaction === null) {
        transaction = waiting.size < maxWaiting && prng.chance(GAP_SHARE) ? openGap() : plain()
      }
      const planned = { index, ...transaction }
      index += 1
      return planned
    },
  }
}

function pickKind(prng: Prng): BasicKind {
  const kinds = Object.keys(WEIGHTS) as BasicKind[] // keys of a closed record
  let rest = prng.next() * kinds.reduce((sum, kind) => sum + WEIGHTS[kind], 0)
  for (const kind of kinds) {
    rest -= WEIGHTS[kind]
    if (rest < 0) return kind
  }
  return 'transfer_eth'
}

function planAction(kind: BasicKind, prng: Prng, swaps: SwapPlanner): Action {
  switch (kind) {
    case 'transfer_eth':
      return { type: kind, to: prng.hex(20), value: planSize(prng) }
    case 'transfer_token': {
      const token = prng.pick(TOKEN_SYMBOLS)
      return { type: kind, token, to: prng.hex(20), amount: convert(planSize(prng), 'WETH', token) }
    }
    case 'approve':
      return {
        type: kind,
        token: prng.pick(TOKEN_SYMBOLS),
        spender: prng.pick(['v2Router', 'v3Router', 'router02', 'permit2'] as const),
        // Never less than the swaps need: a large one or no limit.
        amount: prng.chance(0.7) ? maxUint256 : parseEther('1000000000000'),
      }
    case 'create':
      return { type: kind, totalSupply: parseEther(String(prng.int(1, 1_000_000))) }
    case 'v2_swap':
    case 'v3_swap':
    case 'v3_multicall':
    case 'router02_multicall':
    case 'universal_swap':
      return swaps.plan(kind)
  }
}
