import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { FrameKind } from '../counts.ts'
import type { ConnectionFault, SubscriptionKind } from '../script.ts'
import { createHashFrames, encodeFrame, type HashFrames } from './frames.ts'
import type { Tally } from './tally.ts'

/** A subscription of a client. */
export interface Subscription {
  readonly id: string
  readonly kind: SubscriptionKind
  /** Writes its hash announcements; a `full` one has it where it is given hashes instead. */
  readonly hashFrames: HashFrames | null
}

/** @param hashesInstead whether a `full` one is given hashes */
export function createSubscription(id: string, kind: SubscriptionKind, hashesInstead: boolean): Subscription {
  return { id, kind, hashFrames: kind === 'hashes' || hashesInstead ? createHashFrames(id) : null }
}

/**
 * One WebSocket of a client. Frames are written to the TCP socket as they are encoded, many in one write; the `ws`
 * object does the handshake and reads.
 */
export class Subscriber {
  readonly number: number
  readonly ws: WebSocket
  /** By id, those that are acknowledged. */
  readonly subscriptions = new Map<string, Subscription>()
  readonly #socket: Socket
  readonly #tally: Tally
  readonly #fault: ConnectionFault | null
  /** Called when it fell silent by its fault. */
  readonly #onFrozen: () => void
  #frozen = false
  #frames = 0

  constructor(
    number: number,
    ws: WebSocket,
    socket: Socket,
    tally: Tally,
    fault: ConnectionFault | null,
    onFrozen: () => void,
  ) {
    this.number = number
    this.ws = ws
    this.#socket = socket
    this.#tally = tally
    this.#fault = fault
    this.#onFrozen = onFrozen
  }

  /** Sends nothing any more and answers nothing, while the socket stays open. */
  get frozen(): boolean {
    return this.#frozen
  }

  /** Whether it is subscribed to pending transactions, and would be sent them. */
  get follows(): boolean {
    if (this.#frozen || !this.#socket.writable) return false
    for (const { kind } of this.subscriptions.values()) if (kind !== 'heads') return true
    return false
  }

  /** Whether what is announced reaches it. */
  get sees(): boolean {
    return this.#fault?.kind !== 'quiet' && this.follows
  }

  /** Bytes that wait to be taken by the client. */
  get unsentBytes(): number {
    return this.#socket.writableLength
  }

  /** Writes one frame. @returns whether it could be written */
  send(payload: string | Buffer, kind: FrameKind): boolean {
    return this.write(encodeFrame(payload), 1, kind)
  }

  /** Writes frames that are encoded already. @param count how many they are @returns whether they could be written */
  write(frames: Buffer, count: number, kind: FrameKind): boolean {
    if (this.#frozen || !this.#socket.writable) return false
    this.#socket.write(frames)
    this.#tally.frames(kind, count)
    this.#frames += count
    this.applyFault()
    return true
  }

  /** Frames may be written one at a time only: a fault counts them. */
  get countsFrames(): boolean {
    return this.#fault?.kind === 'cut-after' || this.#fault?.kind === 'half-open-after'
  }

  /** Ends or freezes the connection when its fault says so. */
  applyFault(): void {
    const fault = this.#fault
    if (fault?.kind === 'cut-after' && this.#frames >= fault.frames) this.cut(false)
    if (fault?.kind === 'half-open-after' && this.#frames >= fault.frames) this.freeze()
  }

  freeze(): void {
    if (this.#frozen) return
    this.#frozen = true
    this.#onFrozen()
  }

  /**
   * Ends the TCP connection without a closing handshake. What was written arrives before the end, unless it is a reset.
   */
  cut(reset: boolean): void {
    if (reset) this.#socket.resetAndDestroy()
    else this.#socket.destroySoon()
  }
}
