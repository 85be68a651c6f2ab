import { type DraftOf, type GapData, type Hash, parseHash, type StoredEvent } from '@org/events'
import type { FinalRejectReason, Outcome } from './accounting.ts'
import type { Sightings } from './dedupe/sightings.ts'

/** What the stored events of one chain tell of the time before this process. */
export interface EarlierRun {
  /** Takes note of an event, in order of number. */
  note(event: StoredEvent): void
  /** Transactions without an end, in order of their bodies, each with the block it was last seen in. Empties it. */
  takeUnfinished(): readonly UnfinishedTx[]
  /** When a source last showed anything, Unix microseconds; `null` when it never did. */
  lastSeenUs(sourceId: string): number | null
  /** The gaps of a source that were not closed: at most one without sight, at most one of overflow. */
  openGaps(sourceId: string): readonly GapData[]
}

export interface UnfinishedTx {
  readonly transaction: DraftOf<'TxDecoded'>
  readonly minedIn: Hash | null
}

const FETCHED: Outcome = { kind: 'fetched' }

/** @param sourceIds of the chain, by index */
export function createEarlierRun(sightings: Sightings, sourceIds: readonly string[]): EarlierRun {
  let unfinished = new Map<Hash, UnfinishedTx>()
  const lastSeen = new Map<string, number>()
  const openGaps = new Map<string, Map<string, GapData>>()

  const minedIn = (hash: Hash | null, block: Hash | null): void => {
    const known = hash === null ? undefined : unfinished.get(hash)
    if (known !== undefined) unfinished.set(known.transaction.tx_hash as Hash, { ...known, minedIn: block }) // it has one
  }

  const gapsOf = (sourceId: string): Map<string, GapData> => {
    const known = openGaps.get(sourceId)
    if (known !== undefined) return known
    const created = new Map<string, GapData>()
    openGaps.set(sourceId, created)
    return created
  }

  return {
    note(event) {
      const hash = parseHash(event.tx_hash)
      const index = sourceIds.indexOf(event.source_id)
      if (event.kind !== 'GapOpened') lastSeen.set(event.source_id, event.ingest_ts_unix_us)
      switch (event.kind) {
        case 'TxSeen':
          if (hash !== null) sightings.restoreSeen(hash, index < 0 ? null : index)
          break
        case 'TxDecoded':
          if (hash === null) break
          sightings.restoreOutcome(hash, FETCHED)
          unfinished.set(hash, { transaction: event, minedIn: null })
          break
        case 'TxRejected':
          if (hash !== null && isFinal(event.data.reason))
            sightings.restoreOutcome(hash, { kind: 'rejected', reason: event.data.reason })
          break
        case 'TxConfirmedProvisional':
          minedIn(hash, event.data.block_hash)
          break
        case 'TxReorged':
          minedIn(hash, null)
          break
        case 'TxReplaced':
        case 'TxDropped':
        case 'TxConfirmedFinal':
          if (hash !== null) unfinished.delete(hash)
          break
        case 'GapOpened':
          gapsOf(event.source_id).set(event.data.gap_id, event.data)
          break
        case 'GapClosed':
          gapsOf(event.source_id).delete(event.data.gap_id)
          break
        case 'TxReady':
        case 'TxBlocked':
        case 'TxFeatures':
        case 'OppDetected':
        case 'BlockSeen':
          break
      }
    },
    takeUnfinished() {
      const taken = [...unfinished.values()]
      unfinished = new Map()
      return taken
    },
    lastSeenUs: (sourceId) => lastSeen.get(sourceId) ?? null,
    openGaps: (sourceId) => [...gapsOf(sourceId).values()],
  }
}

function isFinal(reason: string): reason is FinalRejectReason {
  return reason !== 'invalid_pending_hash'
}
