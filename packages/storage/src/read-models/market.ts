import type { Clock, StoredEvent } from '@org/events'
import { createRate, type Rate } from './rate.ts'
import { isFirstSighting } from './transaction-entry.ts'

/** How fast events and new transactions come, over all chains and per chain. */
export interface Market {
  apply(event: StoredEvent): void
  eventsPerSecond(chainId?: number): number
  /** First sightings per second. */
  transactionsPerSecond(chainId?: number): number
}

interface Rates {
  readonly events: Rate
  readonly transactions: Rate
}

const newRates = (): Rates => ({ events: createRate(), transactions: createRate() })

export function createMarket(clock: Clock): Market {
  const all = newRates()
  // Chains come from configuration, so there are few.
  const chains = new Map<number, Rates>()
  const ratesOf = (chainId?: number): Rates | undefined => (chainId === undefined ? all : chains.get(chainId))

  function count(rates: Rates, event: StoredEvent): void {
    rates.events.count(event.ingest_ts_unix_us)
    if (isFirstSighting(event)) rates.transactions.count(event.ingest_ts_unix_us)
  }

  return {
    apply(event: StoredEvent): void {
      let chain = chains.get(event.chain_id)
      if (chain === undefined) {
        chain = newRates()
        chains.set(event.chain_id, chain)
      }
      count(all, event)
      count(chain, event)
    },
    eventsPerSecond: (chainId) => ratesOf(chainId)?.events.perSecond(clock.nowUs()) ?? 0,
    transactionsPerSecond: (chainId) => ratesOf(chainId)?.transactions.perSecond(clock.nowUs()) ?? 0,
  }
}
