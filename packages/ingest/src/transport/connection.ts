import { type BlockSeenData, type Clock, type GapCause, type Hash, maskUrl } from '@org/events'
import { WebSocket } from 'ws'
import { decodeHead } from '../decode/decode-head.ts'
import { IngestError } from '../errors.ts'
import { createFrameReader, type Frame } from './frame-reader.ts'
import { createHandshake } from './handshake.ts'

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
  let early: Buffer[] = []
  let live = false
  let answered = true
  let lastAliveUs = clock.nowUs()
  let lastPendingUs = lastAliveUs

  const end = (cause: GapCause, error: IngestError): void => {
    const sightLostUs = cause === 'stall' ? lastPendingUs : lastAliveUs
    resolve({ cause, error, sightLostUs: live ? sightLostUs : null })
  }
  const lost = (why: string, cause?: unknown): void => {
    if (live)
      end(
        'disconnect',
        new IngestError('CONNECTION_LOST', `subscription at ${where}: ${why}`, { retryable: true, cause }),
      )
    else
      end(
        'disconnect',
        new IngestError('CONNECT_FAILED', `connecting to ${where}: ${why}`, { retryable: true, cause }),
      )
  }

  const handshake = createHandshake({ where, chainId: options.chainId, send: (text) => socket.send(text) })
  const accept = (frame: Frame, arrivalUs: number): void => {
    switch (frame.kind) {
      case 'pending':
        lastPendingUs = arrivalUs
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
    const arrivalUs = clock.nowUs()
    answered = true
    lastAliveUs = arrivalUs
    const hash = reader.cutHash(data)
    if (hash !== null) {
      lastPendingUs = arrivalUs
      listener.onHash(hash, arrivalUs)
      return
    }
    const frame = reader.parse(data)
    if (frame.kind === 'unknown' && !live && early.length < MAX_EARLY_FRAMES) early.push(data)
    else accept(frame, arrivalUs)
  }
  const goLive = (subscriptions: { readonly pending: string; readonly heads: string }): void => {
    reader.subscribed(subscriptions.pending, subscriptions.heads)
    live = true
    lastPendingUs = clock.nowUs()
    listener.onLive()
    const held = early
    early = []
    for (const frame of held) onFrame(frame)
  }
  /** A listener that throws ends the connection, and its owner hears of it. */
  const guarded =
    <A extends unknown[]>(handle: (...args: A) => void) =>
    (...args: A): void => {
      try {
        handle(...args)
      } catch (error) {
        reject(error)
      }
    }

  socket.on(
    'open',
    guarded(() => handshake.begin()),
  )
  socket.on(
    'message',
    guarded((data: Buffer) => onFrame(data)),
  )
  socket.on('pong', () => {
    answered = true
    lastAliveUs = clock.nowUs()
  })
  socket.on('error', (error) => lost(error.message, error))
  socket.on('close', (code) => lost(`closed with code ${code}`))
  handshake.done.then(guarded(goLive), (error: unknown) => {
    if (error instanceof IngestError) end('error', error)
    else reject(error)
  })

  const acknowledging = setTimeout(() => {
    if (!live) lost(`not subscribed within ${options.connectTimeoutMs} ms`)
  }, options.connectTimeoutMs)
  const pinging = setInterval(() => {
    if (!live) return
    if (!answered) return lost(`no answer to a ping within ${options.pingIntervalMs} ms`)
    answered = false
    socket.ping()
  }, options.pingIntervalMs)
  const silence = options.silenceTimeoutMs
  const watching =
    silence === null
      ? undefined
      : setInterval(
          () => {
            const silentMs = (clock.nowUs() - lastPendingUs) / 1000
            if (!live || silentMs < silence) return
            end(
              'stall',
              new IngestError(
                'ENDPOINT_SILENT',
                `no pending transaction from ${where} for ${Math.round(silentMs)} ms`,
                { retryable: true },
              ),
            )
          },
          Math.max(10, silence / 10),
        )
  const aborted = (): void => {
    const left = signal.reason instanceof IngestError ? signal.reason : null
    if (left !== null) end('error', left)
    else
      end(
        'shutdown',
        new IngestError('CONNECTION_LOST', `subscription at ${where}: stopped`, { retryable: false }),
      )
  }
  if (signal.aborted) aborted()
  else signal.addEventListener('abort', aborted, { once: true })

  try {
    return await promise
  } finally {
    clearTimeout(acknowledging)
    clearInterval(pinging)
    clearInterval(watching)
    signal.removeEventListener('abort', aborted)
    await release(socket)
  }
}

/** A polite close, then the axe; resolves when the socket is gone. */
async function release(socket: WebSocket): Promise<void> {
  // Frames still on their way belong to nobody: the sight is lost already.
  socket.removeAllListeners()
  socket.on('error', () => {})
  if (socket.readyState === WebSocket.CLOSED) return
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const axe = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS)
  if (socket.readyState === WebSocket.OPEN) socket.close(1000)
  else socket.terminate()
  await closed
  clearTimeout(axe)
}

const CLOSE_TIMEOUT_MS = 500
