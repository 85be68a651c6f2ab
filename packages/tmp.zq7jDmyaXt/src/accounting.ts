import {
  DROP_REASONS,
  type DropReason,
  REJECT_REASONS,
  type RejectReason,
  type SourceAccounting,
} from '@org/events'

/** Why a hash that was announced ended without a stored body; `not_found` is a column of its own. */
type FinalDropReason = Exclude<DropReason, 'not_found'>

/** Why the body of an announced hash was refused; a frame without a hash is not one of these. */
export type FinalRejectReason = Exclude<RejectReason, 'invalid_pending_hash'>

/** What became of an announced hash. */
export type Outcome =
  | { readonly kind: 'fetched' }
  | { readonly kind: 'null' }
  | { readonly kind: 'rejected'; readonly reason: FinalRejectReason }
  | { readonly kind: 'dropped'; readonly reason: FinalDropReason }

/** The counters of one source. Plain fields: they are on the path of every announcement. */
export class Account {
  announced = 0
  fetched = 0
  nulls = 0
  inFlight = 0
  duplicates = 0
  reannounced = 0
  backfilled = 0
  rpcErrors = 0
  readonly rejected = new Map<RejectReason, number>()
  readonly dropped = new Map<DropReason, number>()
  readonly lostEvents = new Map<DropReason, number>()

  /** An announced hash that is to be fetched, or is on its way already. */
  open(): void {
    this.announced++
    this.inFlight++
  }

  /** An announced hash whose outcome is known already. */
  announceSettled(outcome: Outcome): void {
    this.announced++
    this.#record(outcome)
  }

  /** The end of an opened hash. */
  settle(outcome: Outcome): void {
    this.inFlight--
    this.#record(outcome)
  }

  #record(outcome: Outcome): void {
    switch (outcome.kind) {
      case 'fetched':
        this.fetched++
        return
      case 'null':
        this.nulls++
        return
      case 'rejected':
        increment(this.rejected, outcome.reason)
        return
      case 'dropped':
        increment(this.dropped, outcome.reason)
    }
  }
}

/** Adds one to a counter of a map. */
export function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** An account as it is served. */
export function accountingRow(
  chainKey: string,
  chainId: number,
  sourceId: string,
  account: Account,
): SourceAccounting {
  return {
    chain_key: chainKey,
    chain_id: chainId,
    source_id: sourceId,
    announced: account.announced,
    fetched: account.fetched,
    null: account.nulls,
    rejected: counted(REJECT_REASONS, account.rejected),
    dropped: counted(DROP_REASONS, account.dropped),
    in_flight: account.inFlight,
    duplicates: account.duplicates,
    reannounced: account.reannounced,
    backfilled: account.backfilled,
    lost_events: counted(DROP_REASONS, account.lostEvents),
  }
}

/** Counts in the order of the closed list, without those that never happened. */
function counted<K extends string>(
  reasons: readonly K[],
  counts: ReadonlyMap<K, number>,
): Partial<Record<K, number>> {
  const row: Partial<Record<K, number>> = {}
  for (const reason of reasons) {
    const count = counts.get(reason)
    if (count !== undefined) row[reason] = count
  }
  return row
}
