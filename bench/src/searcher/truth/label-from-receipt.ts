import type { Category, DraftOf } from '@org/events'
import { type Label, NO_LABEL } from '../labelled-set.ts'
import { executedSwaps } from './executed-swaps.ts'
import { KNOWN_EVENTS, TOPICS } from './known-events.ts'
import type { Log, Receipt } from './read-receipt.ts'

/** What weighs more names the transaction, as it does in the searcher. */
const ORDER: readonly Category[] = [
  // A rollup's batch, whose messages look like a bridge's.
  'system',
  'liquidation',
  'account_abstraction',
  'swap',
  'liquidity',
  'lending',
  'bridge',
  'nft',
]
const DEPOSIT_TYPE = 0x7e
const BLOB_TYPE = 3
const SET_CODE_TYPE = 4
const WEI_PER_COIN = 1e18
/** Polygon's native coin as a contract: it tells of the fee of every transaction. */
const POLYGON_COIN: string = '0x0000000000000000000000000000000000001010'

/**
 * What a mined transaction was, from its receipt alone: no selector, no list of addresses, nothing that the searcher
 * looks at. Where the logs prove nothing the category is `null`, with the reason in `note`.
 */
export function labelFromReceipt(
  transaction: DraftOf<'TxDecoded'>,
  receipt: Receipt,
  wrappedNative: string | null,
): Label {
  const { data } = transaction
  if (data.tx_type === DEPOSIT_TYPE) return { ...NO_LABEL, category: 'system' }
  if (receipt.succeeded === false) return unlabelled('failed')
  if (data.to === null) return { ...NO_LABEL, category: 'deploy', protocol: 'none' }
  const logs = receipt.logs.filter(({ address }) => address !== POLYGON_COIN)
  if (logs.length === 0) {
    // Nothing is sent and nothing called: what remains is the code that is set.
    if (data.tx_type === SET_CODE_TYPE && data.input === '0x' && data.value_wei === '0')
      return { ...NO_LABEL, category: 'account_abstraction' }
    if (data.input === '0x') return { ...NO_LABEL, category: 'transfer', protocol: 'native' }
    if (data.tx_type === BLOB_TYPE) return { ...NO_LABEL, category: 'system' }
    return unlabelled('calldata and no logs')
  }
  return marketLabel(logs, wrappedNative) ?? tokenLabel(data.to, logs) ?? unlabelled('unknown logs')
}

function marketLabel(logs: readonly Log[], wrappedNative: string | null): Label | null {
  const found = new Set<Category>()
  const venues = new Set<string>()
  for (const log of logs) {
    const event = KNOWN_EVENTS.get(log.topics[0] ?? '')
    if (event === undefined) continue
    // Pools index the minter of this event, Compound's markets do not.
    if (log.topics[0] === TOPICS.poolMint && log.topics.length === 1) found.add('lending')
    else found.add(event.category)
    if (event.venue !== null) venues.add(event.venue)
  }
  const category = ORDER.find((name) => found.has(name))
  if (category === undefined) return null
  // Operations of accounts may swap, too.
  if (venues.size === 0) return { ...NO_LABEL, category }
  const swaps = executedSwaps(logs)
  const value = swaps === null || wrappedNative === null ? null : nativeCoins(swaps, wrappedNative)
  return { ...NO_LABEL, category, venues: [...venues].sort(), swaps, value }
}

/** The larger of the native coins paid and received; 0 when the swaps touch none. */
function nativeCoins(swaps: NonNullable<Label['swaps']>, wrappedNative: string): number {
  let paid = 0
  let received = 0
  for (const swap of swaps) {
    if (swap.token_in === wrappedNative) paid += Number(swap.amount_in ?? 0n) / WEI_PER_COIN
    if (swap.token_out === wrappedNative) received += Number(swap.amount_out ?? 0n) / WEI_PER_COIN
  }
  return Math.max(paid, received)
}

/** When the called contract alone speaks, and as tokens do. */
function tokenLabel(to: string, logs: readonly Log[]): Label | null {
  if (logs.some((log) => log.address !== to)) return null
  const topics = new Set(logs.map((log) => log.topics[0] ?? ''))
  const only = (...names: readonly string[]): boolean => [...topics].every((topic) => names.includes(topic))
  // Four topics: the token's number is indexed, so it is an ERC-721.
  const nft = logs.some((log) => log.topics.length === 4)
  if (only(TOPICS.approvalForAll)) return { ...NO_LABEL, category: 'approval' }
  if (only(TOPICS.approval)) return { ...NO_LABEL, category: 'approval', protocol: nft ? null : 'erc20' }
  if (only(TOPICS.transferSingle, TOPICS.transferBatch)) return { ...NO_LABEL, category: 'nft' }
  if (only(TOPICS.wrap, TOPICS.unwrap)) return { ...NO_LABEL, category: 'transfer' }
  if (!only(TOPICS.transfer, TOPICS.approval)) return null
  if (nft) return { ...NO_LABEL, category: 'nft' }
  // Issued or destroyed: what that is depends on whose token it is.
  if (logs.some((log) => isMint(log))) return null
  return logs.length <= 2 ? { ...NO_LABEL, category: 'transfer', protocol: 'erc20' } : null
}

function isMint(log: Log): boolean {
  return log.topics[0] === TOPICS.transfer && (isZero(log.topics[1]) || isZero(log.topics[2]))
}

function isZero(topic: string | undefined): boolean {
  return topic !== undefined && BigInt(topic) === 0n
}

function unlabelled(note: string): Label {
  return { ...NO_LABEL, note }
}
