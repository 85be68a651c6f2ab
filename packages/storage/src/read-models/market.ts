import type { Clock, EventDraft } from '@org/events'
import { createRate, type Rate, WINDOW_SECONDS } from './rate.ts'
import { isFirstSighting } from './transaction-entry.ts'

/** How fast events and new transactions come, over all chains and per chain. */
export interface Market {
  apply(event: EventDraft): void
  /** Mean over the last full seconds. */
  eventsPerSecond(chainId?: number): number
  /** First sightings per second, likewise. */
  transactionsPerSecond(chainId?: number): number
}

interface Rates {
  readonly events: Rate
  readonly transactions: Rate
}

export function createMarket(clock: Clock): Market {
  // Chains come from configuration, so there are few.
  const chains = new Map<number, Rates>()

  function mean(name: keyof Rates, chainId?: number): number {
    const nowUs = clock.nowUs()
    let sum = 0
    for (const [chain, rates] of chains) {
      if (chainId === undefined || chain === chainId) sum += rates[name].inWindow(nowUs)
    }
    return sum / WINDOW_SECONDS
  }

  return {
    apply(event: EventDraft): void {
      let rates = chains.get(event.chain_id)
      if (rates === undefined) {
        rates = { events: createRate(), transactions: createRate() }
        chains.set(event.chain_id, rates)
      }
      rates.events.count(event.ingest_ts_unix_us)
      if (isFirstSighting(event)) rates.transactions.count(event.ingest_ts_unix_us)
    },
    eventsPerSecond: (chainId) => mean('events', chainId),
    transactionsPerSecond: (chainId) => mean('transactions', chainId),
  }
}
