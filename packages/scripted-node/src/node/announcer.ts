import type { Clock } from '@org/events'
import type { AnnouncementFault, BadFrame, SubscriptionKind } from '../script.ts'
import { pendingBody } from './block.ts'
import type { FaultList } from './fault-list.ts'
import { badPayload, encodeFrame, notification } from './frames.ts'
import type { Entry } from './ledger.ts'
import type { Subscriber, Subscription } from './subscriber.ts'
import type { Tally } from './tally.ts'

/** Tells subscribers what there is, and keeps account of what was told. */
export interface Announcer {
  /** Announces to every subscriber that sees, faults included. */
  announce(entries: readonly Entry[]): void
  /** Over one subscription that is not acknowledged yet. */
  announceEarly(subscriber: Subscriber, subscription: Subscription, entries: readonly Entry[]): void
  /** Anything to every subscription of one kind. @param value JSON */
  announceValue(kind: SubscriptionKind, value: string): void
  /** A frame of no use to every subscription of pending transactions. */
  announceBad(frame: BadFrame): void
}

export interface AnnouncerOptions {
  readonly clock: Clock
  readonly tally: Tally
  readonly faults: FaultList<AnnouncementFault>
  readonly subscribers: ReadonlySet<Subscriber>
  readonly silent: () => boolean
  /** A hash of no transaction. */
  readonly unknown: () => Entry
}

type Item = Entry | BadFrame

export function createAnnouncer(options: AnnouncerOptions): Announcer {
  const { tally, faults, subscribers } = options
  let lastUs = 0

  const markSent = (entry: Entry, nowUs: number): void => {
    if (entry.sent === 0) {
      entry.firstSentUs = nowUs
      if (entry.unseen > 0) tally.seenAfterAll()
      else tally.announced(true)
    }
    entry.sent++
    entry.lastSentUs = nowUs
  }
  /** For entries that no frame of this moment carried. */
  const markUnseen = (entry: Entry, nowUs: number): void => {
    if (entry.sent === 0 && entry.unseen === 0) tally.announced(false)
    entry.unseen++
    entry.lastUnseenUs = nowUs
  }
  const momentUs = (): number => {
    // No two moments are equal, so that an entry tells whether it was sent in this one.
    lastUs = Math.max(lastUs + 1, options.clock.nowUs())
    return lastUs
  }

  const sendAll = (to: Subscriber, over: Subscription, entries: readonly Entry[], nowUs: number): void => {
    const written =
      over.hashFrames === null
        ? to.write(encodeFull(over.id, entries), entries.length, 'full')
        : to.write(over.hashFrames.encode(entries), entries.length, 'hash')
    if (written) for (const entry of entries) markSent(entry, nowUs)
  }
  const sendEach = (to: Subscriber, over: Subscription, items: readonly Item[], nowUs: number): void => {
    for (const item of items) {
      if (typeof item === 'string') to.send(badPayload(item, over.id), 'other')
      else sendAll(to, over, [item], nowUs)
    }
  }

  return {
    announce(entries) {
      const items: readonly Item[] = faults.any ? withFaults(entries) : entries
      const nowUs = momentUs()
      for (const subscriber of options.silent() ? [] : subscribers) {
        if (!subscriber.sees) continue
        for (const subscription of subscriber.subscriptions.values()) {
          if (subscription.kind === 'heads') continue
          if (items === entries && !subscriber.countsFrames) sendAll(subscriber, subscription, entries, nowUs)
          else sendEach(subscriber, subscription, items, nowUs)
        }
      }
      for (const item of items) {
        if (typeof item !== 'string' && item.lastSentUs !== nowUs) markUnseen(item, nowUs)
      }
    },
    announceEarly(subscriber, subscription, entries) {
      const nowUs = momentUs()
      sendAll(subscriber, subscription, entries, nowUs)
      for (const entry of entries) if (entry.lastSentUs !== nowUs) markUnseen(entry, nowUs)
    },
    announceValue(kind, value) {
      for (const subscriber of options.silent() ? [] : subscribers) {
        for (const subscription of subscriber.subscriptions.values()) {
          if (subscription.kind !== kind) continue
          subscriber.send(notification(subscription.id, value), kind === 'heads' ? 'head' : 'other')
        }
      }
    },
    announceBad(frame) {
      for (const subscriber of subscribers) {
        for (const { id, kind } of subscriber.subscriptions.values()) {
          if (kind !== 'heads') subscriber.send(badPayload(frame, id), 'other')
        }
      }
    },
  }

  function withFaults(entries: readonly Entry[]): readonly Item[] {
    const items: Item[] = []
    let swapped: Entry | null = null
    for (const entry of entries) {
      const held: Entry | null = swapped
      swapped = null
      for (const fault of faults.findAll(() => true)) {
        if (fault.kind === 'twice') items.push(entry)
        else if (fault.kind === 'unknown-before') items.push(options.unknown())
        else if (fault.kind === 'frame-before') items.push(fault.frame)
        else swapped = entry
      }
      if (swapped === null) items.push(entry)
      if (held !== null) items.push(held)
    }
    if (swapped !== null) items.push(swapped)
    return items
  }
}

function encodeFull(subscription: string, entries: readonly Entry[]): Buffer {
  return Buffer.concat(
    entries.map(({ hash, tx }) =>
      // A hash without a transaction can be announced as a hash only.
      encodeFrame(notification(subscription, tx === null ? `"${hash}"` : pendingBody(tx.members))),
    ),
  )
}
