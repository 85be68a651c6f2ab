import {
  type Enqueue,
  type EventDraft,
  errorMessage,
  type ReceiveEvent,
  type TransactionSource,
} from '@org/events'
import type { SourceAccounting } from './accounting.ts'
import { createChain } from './chain.ts'
import { IngestError } from './errors.ts'
import { createMeters, observeSources } from './metrics.ts'
import { type LiveRpcOptions, resolveOptions } from './options.ts'

/**
 * Watches the pending transactions of its chains over JSON-RPC. All state belongs to the instance: two runtimes in
 * one process share nothing.
 */
export interface LiveRpcRuntime extends TransactionSource {
  /** Names this instance; a random UUID by default. */
  readonly id: string
  /**
   * Checks that the first reachable node of each source is of the right chain, then begins to watch. Resolves also
   * when a node cannot be reached: it is tried for ever, and a gap is open meanwhile. Once only.
   * @throws IngestError `WRONG_CHAIN` when a node answers for another chain; nothing is left open then.
   * @throws IngestError `ALREADY_STARTED`
   */
  start(receive: ReceiveEvent): Promise<void>
  /** Where every announced hash is, one row per chain and source. */
  accounting(): readonly SourceAccounting[]
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
  const chains = settings.chains.map((config) => createChain({ config, settings, meters, emit }))
  const sources = chains.flatMap((chain) => chain.sources)
  observeSources(metrics, clock, sources)

  const release = async (): Promise<void> => {
    stopping.abort()
    await Promise.all(sources.map((source) => source.stop()))
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
    async start(to) {
      if (receive !== null || stopped !== null) {
        throw new IngestError('ALREADY_STARTED', `ingest ${id} is started once only`, { retryable: false })
      }
      receive = to
      const sinceUs = clock.nowUs()
      const checks = await Promise.allSettled(sources.map((source) => source.check(stopping.signal)))
      const failures = checks.flatMap((check) => (check.status === 'rejected' ? [check.reason] : []))
      if (failures.length > 0) {
        await stop()
        throw new IngestError('WRONG_CHAIN', failures.map(errorMessage).join('; '), {
          retryable: false,
          cause: failures[0],
        })
      }
      if (stopping.signal.aborted) return
      for (const source of sources) source.start(sinceUs)
      logger.info('ingest started', { id, chains: chains.length, sources: sources.length })
    },
    chains: () => chains.map((chain) => chain.status()),
    accounting: () => chains.flatMap((chain) => chain.accounting()),
  }
}
