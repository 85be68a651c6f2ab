import type { DraftOf, EventDraft } from './event.ts'

/** Derives features and opportunities from events. Stateful per instance; synchronous; never throws. */
export interface Searcher {
  /** Analyses a decoded transaction and appends what it derives (`TxFeatures`, `OppDetected`) to `out`. */
  onTransaction(transaction: DraftOf<'TxDecoded'>, out: EventDraft[]): void
  /** Takes note of a head, for example of its base fee. Each comes once; one that was missed may come after those above it. */
  onBlock(block: DraftOf<'BlockSeen'>): void
}
