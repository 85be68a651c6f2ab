import { type Clock, type GapCause, maskUrl } from '@org/events'
import { WebSocket } from 'ws'
import { decodeHead } from '../decode/decode-head.ts'
import { IngestError } from '../errors.ts'
import { createEarlyFrames } from './early-frames.ts'
import type { ConnectionListener } from './frame-listener.ts'
import { createFrameReader, type Frame } from './frame-reader.ts'
import { createHandshake, type Subscriptions } from './handshake.ts'
import { networkErrorText } from './network-error.ts'
import { releaseSocket } from './release-socket.ts'
import { type Sight, startWatchdogs } from './watchdogs.ts'

export interface ConnectionOptions {
  readonly url: string
  readonly chainId: number
  readonly clock: Clock
  /** Asks for whole transactions first, and for hashes when they are refused. */
  readonly fullTransactions: boolean
  /** A chain without a public mempool: the connection is live also when pending transactions are refused. */
  readonly pendingOptional: boolean
  readonly connectTimeoutMs: number
  /** Longest time without any frame or pong. */
  readonly pingIntervalMs: number
  /** Longest time without a pending transaction before the endpoint is left; `null` where silence is no alarm. */
  readonly silenceTimeoutMs: number | null
  /** Larger frames are counted and not read; {@link HARD_BOUND} times larger ones end the connection. */
  readonly maxFrameBytes: number
  /** Ends the connection from outside: its owner stops or leaves the endpoint. */
  readonly signal: AbortSignal
}

/** How a connection ended. */
export interface ConnectionEnd {
  readonly cause: GapCause
  readonly error: IngestError
  /** When data stopped, Unix microseconds; `null` when the connection never went live. */
  readonly sightLostUs: number | null
}

/** The socket takes no frame beyond this many times `maxFrameBytes`: it would have to be held in memory as a whole. */
const HARD_BOUND = 16
/** The socket's bound is a signed 32-bit integer, and none at all beyond. */
const MAX_PAYLOAD_BYTES = 2 ** 31 - 1
const MAX_EARLY_FRAMES = 1024

/**
 * Opens a WebSocket, checks the chain id, subscribes to pending transactions and heads, and watches until it ends:
 * closed by the node, half open (no answer to a ping), silent, or aborted. Resolves with the reason once the socket is
 * released; rejects only when a listener throws, and then also after the release.
 */
export async function watchConnection(
  options: ConnectionOptions,
  listener: ConnectionListener,
): Promise<ConnectionEnd> {
  const { clock, signal, maxFrameBytes } = options
  const where = maskUrl(options.url)
  const socket = new WebSocket(options.url, {
    handshakeTimeout: options.connectTimeoutMs,
    maxPayload: Math.min(maxFrameBytes * HARD_BOUND, MAX_PAYLOAD_BYTES),
    perMessageDeflate: false,
    // A frame that is not UTF-8 is one bad frame, not the end of the connection.
    skipUTF8Validation: true,
  })
  const reader = createFrameReader()
  const early = createEarlyFrames({ maxFrames: MAX_EARLY_FRAMES, maxBytes: maxFrameBytes * HARD_BOUND })
  const { promise, resolve, reject } = Promise.withResolvers<ConnectionEnd>()
  const openedUs = clock.nowUs()
  const sight: Sight = { live: false, lastAliveUs: openedUs, lastPendingUs: openedUs }
  let ended = false

  const end = (cause: GapCause, error: IngestError): void => {
    ended = true
    const sightLostUs = cause === 'stall' ? sight.lastPendingUs : sight.lastAliveUs
    resolve({ cause, error, sightLostUs: sight.live ? sightLostUs : null })
  }
  const lost = (why: string, cause?: unknown): void => {
    const error = sight.live
      ? new IngestError('CONNECTION_LOST', `subscription at ${where}: ${why}`, { retryable: true, cause })
      : new IngestError('CONNECT_FAILED', `connecting to ${where}: ${why}`, { retryable: true, cause })
    end('disconnect', error)
  }
  const silent = (silentMs: number): void => {
    const what = `no pending transaction from ${where} for ${Math.round(silentMs)} ms`
    end('stall', new IngestError('ENDPOINT_SILENT', what, { retryable: true }))
  }
  const aborted = (): void => {
    if (signal.reason instanceof IngestError) {
      end('error', signal.reason)
      return
    }
    const what = `subscription at ${where}: stopped`
    end('shutdown', new IngestError('CONNECTION_LOST', what, { retryable: false }))
  }
  /** The listener threw: the connection ends, and its owner hears of it. */
  const crash = (error: unknown): void => {
    ended = true
    reject(error)
  }

  const accept = (data: Buffer, frame: Frame, arrivalUs: number): void => {
    switch (frame.kind) {
      case 'hash':
        sight.lastPendingUs = arrivalUs
        listener.onHash(frame.hash, arrivalUs)
        break
      case 'transaction':
        sight.lastPendingUs = arrivalUs
        listener.onTransaction(frame.hash, data, arrivalUs)
        break
      case 'head': {
        const head = decodeHead(frame.head)
        if (typeof head === 'string') listener.onInvalidFrame('bad_head', head)
        else listener.onHead(head, arrivalUs)
        break
      }
      case 'reply':
        handshake.onReply(frame)
        break
      case 'unknown': {
        if (!sight.live && early.hold(data, arrivalUs)) break
        const note = `notification of another subscription: ${frame.subscription.slice(0, 40)}`
        listener.onInvalidFrame('unknown_subscription', note)
        break
      }
      case 'invalid':
        listener.onInvalidFrame(frame.problem, frame.note)
        break
    }
  }
  const onFrame = (data: Buffer, arrivalUs: number): void => {
    if (ended) return
    if (data.length > maxFrameBytes) {
      listener.onInvalidFrame('oversize', `a frame of ${data.length} bytes, more than ${maxFrameBytes}`)
      return
    }
    const hash = reader.cutHash(data)
    if (hash !== null) {
      sight.lastPendingUs = arrivalUs
      listener.onHash(hash, arrivalUs)
      return
    }
    const transactionHash = reader.cutTransactionHash(data)
    if (transactionHash !== null) {
      sight.lastPendingUs = arrivalUs
      listener.onTransaction(transactionHash, data, arrivalUs)
      return
    }
    accept(data, reader.parse(data), arrivalUs)
  }
  const goLive = (subscriptions: Subscriptions): void => {
    if (ended) return
    reader.subscribed(subscriptions)
    sight.live = true
    sight.lastPendingUs = clock.nowUs()
    listener.onLive({ pending: subscriptions.pending, heads: subscriptions.headsId !== null })
    early.release(onFrame)
  }
  const handshake = createHandshake({
    where,
    chainId: options.chainId,
    fullTransactions: options.fullTransactions,
    pendingOptional: options.pendingOptional,
    send: (text) => socket.send(text),
    onReady: goLive,
    onFailed: (error) => end('error', error),
  })
  const timeUp = (): void => {
    try {
      if (handshake.timeUp()) return
      const why = handshake.refusal === null ? '' : `: ${handshake.refusal}`
      lost(`not subscribed within ${options.connectTimeoutMs} ms${why}`)
    } catch (error) {
      crash(error)
    }
  }

  socket.on('open', () => handshake.begin())
  socket.on('message', (data: Buffer) => {
    const arrivalUs = clock.nowUs()
    sight.lastAliveUs = arrivalUs
    try {
      onFrame(data, arrivalUs)
    } catch (error) {
      crash(error)
    }
  })
  socket.on('pong', () => {
    sight.lastAliveUs = clock.nowUs()
  })
  socket.on('error', (error) => lost(networkErrorText(error), error))
  socket.on('close', (code) => lost(`closed with code ${code}`))
  const stopWatchdogs = startWatchdogs({
    sight,
    clock,
    connectTimeoutMs: options.connectTimeoutMs,
    pingIntervalMs: options.pingIntervalMs,
    silenceTimeoutMs: options.silenceTimeoutMs,
    ping: () => socket.ping(),
    onTimeUp: timeUp,
    onHalfOpen: () => lost(`no answer to a ping within ${options.pingIntervalMs / 2} ms`),
    onSilent: silent,
  })
  if (signal.aborted) aborted()
  else signal.addEventListener('abort', aborted, { once: true })

  try {
    return await promise
  } finally {
    stopWatchdogs()
    signal.removeEventListener('abort', aborted)
    await releaseSocket(socket)
  }
}
