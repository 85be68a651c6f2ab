import {
  type DraftOf,
  type EventDraft,
  errorMessage,
  type Logger,
  type ReceiveEvent,
  type Simulator,
} from '@org/events'
import { confirmOpportunity } from '@org/searcher'
import { SIMULATION_OUTCOMES, type SimulationOutcome, type StateMetrics } from './state-metrics.ts'

/** Simulates the transactions of the best opportunities and tells what came of it as events. */
export interface Confirmer {
  /** Events begin to go out; before, candidates are passed over. */
  open(receive: ReceiveEvent): void
  /** Looks at what was derived from a transaction, from `from` on. Returns at once. */
  consider(transaction: DraftOf<'TxDecoded'>, derived: readonly EventDraft[], from: number): void
  /** Notes a head: simulations are made on it, and there is a new budget. */
  onHead(chainId: number, blockNumber: number): void
  /** No event goes out any more. Resolves when nothing is under way. */
  close(): Promise<void>
}

export interface ConfirmerOptions {
  readonly simulator: Simulator
  /** Opportunities below it are not simulated. */
  readonly minScore: number
  /** Most simulations per chain and head; as many candidates wait, the best of them, until the head after the next. */
  readonly perHead: number
  readonly metrics: StateMetrics
  readonly logger: Logger
}

interface Candidate {
  readonly transaction: DraftOf<'TxDecoded'>
  readonly opportunities: readonly DraftOf<'OppDetected'>[]
  readonly score: number
  /** Heads that were seen before it. */
  readonly head: number
}

interface ChainWork {
  blockNumber: number
  heads: number
  left: number
  readonly waiting: Candidate[]
  /** Resolves when nothing is under way. */
  running: Promise<void>
  isRunning: boolean
}

/** A candidate that the budgets of so many further heads left over has most likely been mined. */
const MOST_HEADS = 1

export function createConfirmer(options: ConfirmerOptions): Confirmer {
  const { simulator, minScore, perHead, logger } = options
  const counts = new Map(
    SIMULATION_OUTCOMES.map((outcome) => [outcome, options.metrics.simulations(outcome)]),
  )
  const counted = (outcome: SimulationOutcome): void => counts.get(outcome)?.inc()
  const chains = new Map<number, ChainWork>()
  let receive: ReceiveEvent | null = null

  const confirm = async (candidate: Candidate, blockNumber: number): Promise<void> => {
    const simulation = await simulator.simulate(candidate.transaction, blockNumber)
    const send = receive
    counted(simulation.outcome)
    if (send === null) return
    for (const found of candidate.opportunities) {
      const event = { ...found, data: confirmOpportunity(found.data, simulation) }
      if (send(event) !== 'accepted') counted('not_stored')
    }
  }

  const work = async (chain: ChainWork): Promise<void> => {
    while (receive !== null && chain.left > 0) {
      const candidate = chain.waiting.pop()
      if (candidate === undefined) return
      chain.left--
      try {
        await confirm(candidate, chain.blockNumber)
      } catch (error) {
        logger.error('simulating failed', {
          tx_hash: candidate.transaction.tx_hash,
          error: errorMessage(error),
        })
      }
    }
  }

  const wake = (chain: ChainWork): void => {
    if (chain.isRunning || chain.left === 0 || chain.waiting.length === 0) return
    chain.isRunning = true
    chain.running = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => work(chain))
      .finally(() => {
        chain.isRunning = false
        if (receive !== null) wake(chain)
      })
  }

  return {
    open(send) {
      receive = send
    },
    consider(transaction, derived, from) {
      const chain = chains.get(transaction.chain_id)
      if (receive === null || chain === undefined) return
      const opportunities: DraftOf<'OppDetected'>[] = []
      let score = 0
      for (let index = from; index < derived.length; index++) {
        const event = derived[index]
        if (event?.kind !== 'OppDetected' || event.data.score < minScore) continue
        opportunities.push(event)
        score = Math.max(score, event.data.score)
      }
      if (opportunities.length === 0) return
      insert(chain.waiting, { transaction, opportunities, score, head: chain.heads })
      if (chain.waiting.length > perHead) {
        chain.waiting.shift()
        counted('skipped')
      }
      wake(chain)
    },
    onHead(chainId, blockNumber) {
      const chain = chains.get(chainId)
      if (chain === undefined) {
        chains.set(chainId, {
          blockNumber,
          heads: 0,
          left: perHead,
          waiting: [],
          running: Promise.resolve(),
          isRunning: false,
        })
        return
      }
      chain.blockNumber = blockNumber
      chain.heads++
      chain.left = perHead
      const fresh = chain.waiting.filter(({ head }) => chain.heads - head <= MOST_HEADS)
      for (let gone = chain.waiting.length - fresh.length; gone > 0; gone--) counted('skipped')
      chain.waiting.splice(0, Infinity, ...fresh)
      wake(chain)
    },
    async close() {
      receive = null
      for (const chain of chains.values()) chain.waiting.length = 0
      await Promise.all([...chains.values()].map((chain) => chain.running))
    },
  }
}

/** Keeps the best at the end; of equals, the one that came first. */
function insert(waiting: Candidate[], candidate: Candidate): void {
  let at = waiting.length
  while (at > 0 && (waiting[at - 1]?.score ?? 0) >= candidate.score) at--
  waiting.splice(at, 0, candidate)
}
