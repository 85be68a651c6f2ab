import type { Category } from '@org/events'

// A record, not a list, so that a category added to the contract and forgotten here does not compile.
const LABELS: Readonly<Record<Category, string>> = {
  swap: 'swap',
  liquidity: 'liquidity',
  lending: 'lending',
  liquidation: 'liquidation',
  bridge: 'bridge',
  nft: 'nft',
  transfer: 'transfer',
  approval: 'approval',
  deploy: 'deploy',
  account_abstraction: 'account abstraction',
  system: 'system',
  unknown: 'unknown',
}

/** Every category with its name for readers, in the order of the filter. */
export const CATEGORY_LABELS: readonly (readonly [category: string, label: string])[] = Object.entries(LABELS)

/** The name for readers; of a category that this page does not know, its name on the wire. */
export function categoryLabel(category: string): string {
  return Object.hasOwn(LABELS, category) ? LABELS[category as Category] : category // own key checked
}
