import { type DraftOf, type GapData, type Hash, parseHash, type StoredEvent } from '@org/events'
import type { FinalRejectReason, Outcome } from './accounting.ts'
import type { Sightings } from './dedupe/sightings.ts'

/** What the stored events of one chain tell of the time before this process. */
export interface EarlierRun {
  /** Takes note of an event, in order of number. */
  note(event: StoredEvent): void
  /** Transactions without an end, in order of their bodies, each with the block it was last seen in. Empties it. */
  takeUnfinished(): readonly UnfinishedTx[]
  /** The gaps of a source that were not closed, in the order they were opened. */
  openGaps(sourceId: string): readonly GapData[]
}

interface UnfinishedTx {
  readonly transaction: DraftOf<'TxDecoded'>
  readonly minedIn: Hash | null
}

/** A body, and what was said of it last; it may be mined also after it was replaced or dropped. */
interface KnownTx extends UnfinishedTx {
  readonly over: boolean
}

const FETCHED: Outcome = { kind: 'fetched' }

/** @param sourceIds of the chain, by index */
export function createEarlierRun(sightings: Sightings, sourceIds: readonly string[]): EarlierRun {
  let known = new Map<Hash, KnownTx>()
  const openGaps = new Map<string, Map<string, GapData>>()

  const change = (hash: Hash | null, minedIn: Hash | null, over: boolean): void => {
    const tx = hash === null ? undefined : known.get(hash)
    if (hash !== null && tx !== undefined) known.set(hash, { transaction: tx.transaction, minedIn, over })
  }

  const gapsOf = (sourceId: string): Map<string, GapData> => {
    const gaps = openGaps.get(sourceId)
    if (gaps !== undefined) return gaps
    const created = new Map<string, GapData>()
    openGaps.set(sourceId, created)
    return created
  }

  return {
    note(event) {
      const hash = parseHash(event.tx_hash)
      const index = sourceIds.indexOf(event.source_id)
      switch (event.kind) {
        case 'TxSeen':
          if (hash !== null) sightings.restoreSeen(hash, index < 0 ? null : index)
          break
        case 'TxDecoded':
          if (hash === null) break
          sightings.restoreOutcome(hash, FETCHED)
          // A body that came again says nothing of the block.
          known.set(hash, { transaction: event, minedIn: known.get(hash)?.minedIn ?? null, over: false })
          break
        case 'TxRejected':
          if (hash !== null && isFinal(event.data.reason))
            sightings.restoreOutcome(hash, { kind: 'rejected', reason: event.data.reason })
          break
        case 'TxConfirmedProvisional':
          change(hash, event.data.block_hash, false)
          break
        case 'TxReorged':
          change(hash, null, false)
          break
        case 'TxReplaced':
        case 'TxDropped':
          change(hash, null, true)
          break
        case 'TxConfirmedFinal':
          if (hash !== null) known.delete(hash)
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
      const taken = [...known.values()].filter((tx) => !tx.over)
      known = new Map()
      return taken
    },
    openGaps: (sourceId) => [...gapsOf(sourceId).values()],
  }
}

function isFinal(reason: string): reason is FinalRejectReason {
  return reason !== 'invalid_pending_hash'
}
