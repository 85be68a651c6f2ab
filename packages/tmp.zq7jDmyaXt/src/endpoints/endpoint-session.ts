import type { BlockSeenData, Clock, Hash, MempoolClass } from '@org/events'
import { IngestError } from '../errors.ts'
import { type ConnectionEnd, watchConnection } from '../transport/connection.ts'
import type { ConnectionListener, Live } from '../transport/frame-listener.ts'
import type { FrameProblem } from '../transport/frame-reader.ts'
import type { PendingKind } from '../transport/handshake.ts'
import type { Endpoint } from './endpoint.ts'
import { verifyChain } from './verify-chain.ts'

/** The bounds of one connection; see the options of the same names. */
export interface SessionSettings {
  readonly clock: Clock
  readonly fullTransactions: boolean
  readonly connectTimeoutMs: number
  readonly pingIntervalMs: number
  readonly silentChainTimeoutSecs: number
  readonly maxFrameBytes: number
}

export interface SessionOptions {
  readonly endpoint: Endpoint
  readonly chain: { readonly chainId: number; readonly mempool: MempoolClass }
  readonly settings: SessionSettings
  /** Where its frames go at first. */
  readonly to: ConnectionListener
  /** Ends it, like {@link EndpointSession.close}. */
  readonly signal: AbortSignal
}

/**
 * One attempt on one endpoint, from the chain check to the end of its connection. What its frames are worth is its
 * owner's affair: the owner says where they go, and may change that at any time.
 */
export class EndpointSession implements ConnectionListener {
  readonly endpoint: Endpoint
  /** Where the frames go. */
  to: ConnectionListener
  /** What it gives, since it is live. */
  live: Live | null = null
  /** When it went live, on the monotonic clock. */
  liveSinceMs: number | null = null
  /** Arrival of the last sound frame, or when it went live or was opened. Unix microseconds. */
  lastFrameUs: number
  /** It has ended, and its socket is released. */
  over = false
  /** Resolves when it goes live; never, when it does not. */
  readonly wentLive: Promise<void>
  /** Resolves with the first pending transaction it shows; never, when it shows none. */
  readonly showedPending: Promise<void>
  /** The end, after the socket is released. Rejects when a listener threw, or the check of the chain broke. */
  readonly ended: Promise<ConnectionEnd>
  readonly #options: SessionOptions
  readonly #closing = new AbortController()
  #shown = false
  #tellLive: () => void
  #tellShown: () => void

  /** Opens the connection. */
  constructor(options: SessionOptions) {
    const live = Promise.withResolvers<void>()
    const shown = Promise.withResolvers<void>()
    this.#options = options
    this.endpoint = options.endpoint
    this.to = options.to
    this.lastFrameUs = options.settings.clock.nowUs()
    this.wentLive = live.promise
    this.showedPending = shown.promise
    this.#tellLive = live.resolve
    this.#tellShown = shown.resolve
    this.ended = this.#run().finally(() => {
      this.over = true
      // Asked anew next time: a node that was away may have become another one.
      if (this.live === null) this.endpoint.bodies = null
    })
    // Whoever awaits it hears of a crash; it is no unhandled rejection before that.
    this.ended.catch(() => {})
  }

  /** How it announces pending transactions, `null` before it is live. */
  get pending(): PendingKind | null {
    if (this.live === null) return null
    return this.live.pending === 'none' ? 'none' : (this.endpoint.bodies ?? this.live.pending)
  }

  /** Ends it at once: no frame is handed on any more. @param why it is left; stopped, when not given */
  close(why?: IngestError): void {
    this.#closing.abort(why)
  }

  onLive(live: Live): void {
    const { clock } = this.#options.settings
    this.live = live
    this.liveSinceMs = clock.monotonicMs()
    this.lastFrameUs = clock.nowUs()
    if (live.pending !== 'none') this.endpoint.bodies = live.pending
    this.#tellLive()
    this.to.onLive(live)
  }

  onHash(hash: Hash, arrivalUs: number): void {
    this.lastFrameUs = arrivalUs
    if (!this.#shown) this.#shows('hashes')
    this.to.onHash(hash, arrivalUs)
  }

  onTransaction(hash: Hash, frame: Buffer, arrivalUs: number): void {
    this.lastFrameUs = arrivalUs
    if (!this.#shown) this.#shows('full')
    this.to.onTransaction(hash, frame, arrivalUs)
  }

  onHead(head: BlockSeenData, arrivalUs: number): void {
    this.lastFrameUs = arrivalUs
    this.to.onHead(head, arrivalUs)
  }

  onInvalidFrame(problem: FrameProblem, note: string): void {
    this.to.onInvalidFrame(problem, note)
  }

  /** What a node sends counts for more than what it agreed to. */
  #shows(kind: 'full' | 'hashes'): void {
    this.#shown = true
    this.endpoint.bodies = kind
    this.#tellShown()
  }

  async #run(): Promise<ConnectionEnd> {
    const { endpoint, chain, settings } = this.#options
    const signal = AbortSignal.any([this.#options.signal, this.#closing.signal])
    try {
      const timeout = AbortSignal.timeout(settings.connectTimeoutMs)
      await verifyChain(endpoint, chain.chainId, AbortSignal.any([signal, timeout]))
    } catch (error) {
      if (!(error instanceof IngestError)) throw error
      return { cause: 'error', error, sightLostUs: null }
    }
    const end = await watchConnection(
      {
        url: endpoint.config.wsUrl,
        chainId: chain.chainId,
        clock: settings.clock,
        fullTransactions: settings.fullTransactions && endpoint.bodies !== 'hashes',
        pendingOptional: chain.mempool === 'private',
        connectTimeoutMs: settings.connectTimeoutMs,
        pingIntervalMs: settings.pingIntervalMs,
        silenceTimeoutMs: chain.mempool === 'public' ? settings.silentChainTimeoutSecs * 1000 : null,
        maxFrameBytes: settings.maxFrameBytes,
        signal,
      },
      this,
    )
    // It may agree to announce whole transactions, know nothing of them and stay silent: the other way is tried in turn.
    if (end.cause === 'stall' && !this.#shown)
      endpoint.bodies = this.live?.pending === 'full' ? 'hashes' : null
    return end
  }
}
