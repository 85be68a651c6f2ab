import { type BlockSeenData, type Clock, type GapCause, type Hash, maskUrl } from '@org/events'
import { WebSocket } from 'ws'
import { decodeHead } from '../decode/decode-head.ts'
import { IngestError } from '../errors.ts'
import { createFrameReader, type Frame } from './frame-reader.ts'
import { createHandshake, type Subscriptions } from './handshake.ts'
import { networkErrorText } from './network-error.ts'
import { releaseSocket } from './release-socket.ts'
import { type Sight, startWatchdogs } from './watchdogs.ts'

/** What a connection tells its owner while it lives. Called in the order of the frames. */
export interface ConnectionListener {
  /** Both subscriptions are acknowledged; frames follow. */
  onLive(): void
  /** @param arrivalUs when the frame arrived, Unix microseconds */
  onHash(hash: Hash, arrivalUs: number): void
  onHead(head: BlockSeenData, arrivalUs: number): void
  /** A frame that is neither of these, nor a reply. */
  onInvalidFrame(note: string): void
}

export interface ConnectionOptions {
  readonly url: string
  readonly chainId: number
  readonly clock: Clock
  readonly connectTimeoutMs: number
  readonly pingIntervalMs: number
  /** Longest silence before the endpoint is left; `null` where silence is no alarm. */
  readonly silenceTimeoutMs: number | null
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

/** Frames held back because they came before the acknowledgement of their subscription. */
const MAX_EARLY_FRAMES = 1024

/**
 * Opens a WebSocket, checks the chain id, subscribes to pending hashes and heads, and watches until it ends: closed
 * by the node, half open (no answer to a ping), silent, or aborted. Resolves with the reason once the socket is
 * released; rejects only when a listener throws, and then also after the release.
 */
export async function watchConnection(
  options: ConnectionOptions,
  listener: ConnectionListener,
): Promise<ConnectionEnd> {
  const { clock, signal } = options
  const where = maskUrl(options.url)
  const socket = new WebSocket(options.url, {
    handshakeTimeout: options.connectTimeoutMs,
    maxPayload: options.maxFrameBytes,
    perMessageDeflate: false,
    // A frame that is not UTF-8 is one bad frame, not the end of the connection.
    skipUTF8Validation: true,
  })
  const reader = createFrameReader()
  const { promise, resolve, reject } = Promise.withResolvers<ConnectionEnd>()
  const openedUs = clock.nowUs()
  const sight: Sight = { live: false, lastAliveUs: openedUs, lastPendingUs: openedUs }
  let early: Buffer[] = []
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
    if (signal.reason instanceof IngestError) end('error', signal.reason)
    else {
      const what = `subscription at ${where}: stopped`
      end('shutdown', new IngestError('CONNECTION_LOST', what, { retryable: false }))
    }
  }

  const handshake = createHandshake({ where, chainId: options.chainId, send: (text) => socket.send(text) })
  const accept = (frame: Frame, arrivalUs: number): void => {
    switch (frame.kind) {
      case 'pending':
        sight.lastPendingUs = arrivalUs
        listener.onHash(frame.hash, arrivalUs)
        break
      case 'head': {
        const head = decodeHead(frame.head)
        if (typeof head === 'string') listener.onInvalidFrame(head)
        else listener.onHead(head, arrivalUs)
        break
      }
      case 'reply':
        handshake.onReply(frame)
        break
      case 'unknown':
        listener.onInvalidFrame(`notification of another subscription: ${frame.subscription.slice(0, 40)}`)
        break
      case 'invalid':
        listener.onInvalidFrame(frame.note)
        break
    }
  }
  const onFrame = (data: Buffer): void => {
    if (ended) return
    const arrivalUs = clock.nowUs()
    sight.lastAliveUs = arrivalUs
    const hash = reader.cutHash(data)
    if (hash !== null) {
      sight.lastPendingUs = arrivalUs
      listener.onHash(hash, arrivalUs)
      return
    }
    const frame = reader.parse(data)
    if (frame.kind === 'unknown' && !sight.live && early.length < MAX_EARLY_FRAMES) early.push(data)
    else accept(frame, arrivalUs)
  }
  const goLive = (subscriptions: Subscriptions): void => {
    if (ended) return
    reader.subscribed(subscriptions)
    sight.live = true
    sight.lastPendingUs = clock.nowUs()
    listener.onLive()
    const held = early
    early = []
    for (const frame of held) onFrame(frame)
  }
  /** The listener threw: the connection ends, and its owner hears of it. */
  const crash = (error: unknown): void => {
    ended = true
    reject(error)
  }

  socket.on('open', () => handshake.begin())
  socket.on('message', (data: Buffer) => {
    try {
      onFrame(data)
    } catch (error) {
      crash(error)
    }
  })
  socket.on('pong', () => {
    sight.lastAliveUs = clock.nowUs()
  })
  socket.on('error', (error) => lost(networkErrorText(error), error))
  socket.on('close', (code) => lost(`closed with code ${code}`))
  handshake.done.then(goLive, (error: IngestError) => end('error', error)).catch(crash)
  const stopWatchdogs = startWatchdogs({
    sight,
    clock,
    connectTimeoutMs: options.connectTimeoutMs,
    pingIntervalMs: options.pingIntervalMs,
    silenceTimeoutMs: options.silenceTimeoutMs,
    ping: () => socket.ping(),
    onLost: lost,
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
