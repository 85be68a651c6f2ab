import type { Hash } from '@org/events'
import type { SubscriptionKind } from './script.ts'

/** What a frame to a client was; `other` is what a test or a fault put on the wire. */
export type FrameKind = 'hash' | 'full' | 'head' | 'reply' | 'other'

/** What the node counted on its side since it started. */
export interface Counts {
  /** WebSockets that were opened ever, and that are open now. */
  readonly connections: { readonly ever: number; readonly open: number }
  /** Requests to become a WebSocket, also those that were rejected or never answered. */
  readonly upgrades: number
  /** Acknowledged subscriptions. */
  readonly subscriptions: Readonly<Record<SubscriptionKind, number>>
  /** JSON-RPC questions by method, over HTTP and WebSocket. */
  readonly questions: Readonly<Record<string, number>>
  /** HTTP requests by the method of their first question: how many questions each held, at least the latest 10,000, in order. */
  readonly batches: Readonly<Record<string, readonly number[]>>
  /** HTTP answers by status; 0 is a request that got none. */
  readonly statuses: Readonly<Record<number, number>>
  /** Distinct hashes announced while a subscriber could see them, and while none could. */
  readonly announced: { readonly live: number; readonly blind: number }
  readonly frames: Readonly<Record<FrameKind, number>>
  readonly pings: number
  /** Bytes written to WebSockets that their readers have not taken yet. */
  readonly unsentBytes: number
  /** Connections and subscriptions as they came and went, at least the latest 10,000. */
  readonly log: readonly LogEntry[]
  /** Intervals without a subscriber that could see announcements, at least the latest 10,000; the last may be open. */
  readonly blind: readonly BlindInterval[]
  /** Processor time of the node's process, seconds. */
  readonly cpuSeconds: number
}

export interface LogEntry {
  /** Unix microseconds. */
  readonly atUs: number
  readonly what: 'connected' | 'subscribed' | 'unsubscribed' | 'closed'
  /** Number of the WebSocket, from 1. */
  readonly connection: number
  /** The subscription, where the entry is about one. */
  readonly kind: SubscriptionKind | null
}

/** An interval in which nobody could have seen an announcement. Unix microseconds. */
export interface BlindInterval {
  readonly fromUs: number
  /** `null` while it lasts. */
  readonly toUs: number | null
  readonly why: BlindCause
}

/** What ended the sight: nobody had come yet, the socket ended, or `silent`: somebody is subscribed, and told nothing. */
export type BlindCause = 'start' | 'closed' | 'unsubscribed' | 'half-open' | 'silent'

/** What the node said and was asked about one hash. */
export interface HashReport {
  readonly hash: Hash
  /** The node has, or had, such a transaction. */
  readonly known: boolean
  /** Frames that carried it to subscribers, and announcements that nobody could see. */
  readonly sent: number
  readonly unseen: number
  /** When it was first and last written to a subscriber, Unix microseconds; `null` when it never was. */
  readonly firstSentUs: number | null
  readonly lastSentUs: number | null
  /** When it was last announced to nobody, Unix microseconds; `null` when it never was. */
  readonly lastUnseenUs: number | null
  /** Questions for its body, and how they were answered; what a fault of HTTP spoiled is asked and not answered. */
  readonly asked: number
  readonly bodies: number
  readonly faultyBodies: number
  readonly nulls: number
  readonly errors: number
}
