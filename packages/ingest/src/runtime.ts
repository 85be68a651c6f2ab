import {
  type Enqueue,
  type EventDraft,
  errorMessage,
  type IngestReports,
  type ReceiveEvent,
  type StoredEvent,
  type TransactionSource,
} from '@org/events'
import { createChain } from './chain.ts'
import { observeChains } from './chain-metrics.ts'
import { IngestError } from './errors.ts'
import { createMeters, observeSources } from './metrics.ts'
import { type LiveRpcOptions, resolveOptions } from './options.ts'

/**
 * Watches the pending transactions of its chains over JSON-RPC. All state belongs to the instance: two runtimes in
 * one process share nothing.
 */
export interface LiveRpcRuntime extends TransactionSource, IngestReports {
  /** Names this instance; a random UUID by default. */
  readonly id: string
  /**
   * Takes note of an event that an earlier run handed over, in the order of that time, before `start`: what was seen
   * then is not new, what had no end is followed on, and a gap that was left open is closed when there is sight again.
   * What is of no chain here is ignored.
   */
  restore(event: StoredEvent): void
  /**
   * Checks that the first reachable node of each source is of the right chain, then begins to watch. Resolves also
   * when a node cannot be reached: it is tried for ever, and a gap is open meanwhile. Once only.
   * @param hasRoom while it says false no bodies are asked for: hashes wait in their queue. @default always
   * @throws IngestError `WRONG_CHAIN` when a node answers for another chain; nothing is left open then.
   * @throws IngestError `ALREADY_STARTED`
   */
  start(receive: ReceiveEvent, hasRoom?: () => boolean): Promise<void>
}

/**
 * Creates a runtime; nothing is opened before `start`.
 *
 * @example
 * const runtime = createLiveRpcRuntime({ chains: [{ chainKey: 'eth-mainnet', chainId: 1, sources: [
 *   { sourceId: 'geth-a', endpoints: [{ wsUrl: 'ws://127.0.0.1:8546', httpUrl: 'http://127.0.0.1:8545' }] },
 * ] }] })
 * await runtime.start((event) => { console.log(event.kind, event.tx_hash); return 'accepted' })
 *
 * @throws IngestError `CONFIG_INVALID`, naming everything that is wrong.
 */
export function createLiveRpcRuntime(options: LiveRpcOptions): LiveRpcRuntime {
  const settings = resolveOptions(options)
  const { logger, metrics, clock } = settings
  const id = settings.newId()
  const stopping = new AbortController()
  const { promise: closed, resolve: close } = Promise.withResolvers<void>()
  let receive: ReceiveEvent | null = null
  let hasRoom = (): boolean => true
  /** When the earlier run was last seen at work, whatever it watched. */
  let earlierEndUs: number | null = null
  let stopped: Promise<void> | null = null

  const emit = (event: EventDraft): Enqueue => {
    if (receive === null) return 'closed'
    try {
      return receive(event)
    } catch (error) {
      logger.error('the receiver of events threw', { kind: event.kind, error: errorMessage(error) })
      return 'closed'
    }
  }
  const meters = createMeters(metrics)
  const chains = settings.chains.map((config) =>
    createChain({ config, settings, meters, emit, hasRoom: () => hasRoom() }),
  )
  const sources = chains.flatMap((chain) => chain.sources)
  observeSources(metrics, clock, sources)
  observeChains(metrics, chains)

  const release = async (): Promise<void> => {
    stopping.abort()
    await Promise.all(chains.map((chain) => chain.stop()))
    close()
  }
  const stop = (): Promise<void> => {
    stopped ??= release()
    return stopped
  }

  return {
    id,
    name: 'ingest',
    closed,
    stop,
    async start(to, room) {
      if (receive !== null || stopped !== null) {
        throw new IngestError('ALREADY_STARTED', `ingest ${id} is started once only`, { retryable: false })
      }
      receive = to
      if (room !== undefined) hasRoom = room
      const nowUs = clock.nowUs()
      // A process that was killed could not say so: with the last event that it stored the sight of all sources ended.
      const sinceUs = Math.min(earlierEndUs ?? nowUs, nowUs)
      const checks = await Promise.allSettled(sources.map((source) => source.check(stopping.signal)))
      const failures = checks.flatMap((check) => (check.status === 'rejected' ? [check.reason] : []))
      if (failures.length > 0) {
        await stop()
        throw startFailure(failures)
      }
      if (stopping.signal.aborted) return
      for (const chain of chains) chain.start(sinceUs)
      logger.info('ingest started', { id, chains: chains.length, sources: sources.length })
    },
    chains: () => chains.map((chain) => chain.status()),
    accounting: () => chains.flatMap((chain) => chain.accounting()),
    propagation: () => chains.flatMap((chain) => chain.propagation()),
    restore(event) {
      if (isOfItsMoment(event)) earlierEndUs = event.ingest_ts_unix_us
      chains.find((chain) => chain.chainId === event.chain_id)?.restore(event)
    },
  }
}

/** Whether the time of an event is that of the event: what is about a body bears the time of the announcement. */
function isOfItsMoment({ kind }: StoredEvent): boolean {
  switch (kind) {
    case 'TxDecoded':
    case 'TxFeatures':
    case 'OppDetected':
    case 'TxRejected':
    case 'TxDropped':
      return false
    default:
      return true
  }
}

/** All nodes of another chain in one error; anything else is a defect and stays what it is. */
function startFailure(failures: readonly unknown[]): unknown {
  const defect = failures.find(
    (failure) => !(failure instanceof IngestError && failure.code === 'WRONG_CHAIN'),
  )
  if (defect !== undefined) return defect
  return new IngestError('WRONG_CHAIN', failures.map(errorMessage).join('; '), {
    retryable: false,
    cause: failures[0],
  })
}
