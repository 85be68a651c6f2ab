import { type Address, type EventDraft, type Hash, type Hex, type Selector, toWei } from '@org/events'
import { createStorage } from '@org/storage'
import { waitFor } from '@org/testkit'

export const CHAIN_ID = 31_337
const SOURCE = 'walked'
const SENDER = `0x${'a1'.repeat(20)}` as Address // 40 digits
const TOKEN = `0x${'b2'.repeat(20)}` as Address // 40 digits

/** The hash that `n` stands for. */
export function hashOf(n: number): Hash {
  return `0x${n.toString(16).padStart(64, '0')}` as Hash // 64 digits
}

/** Events of every kind, with every optional field there and absent. */
export function everyKind(count: number): readonly EventDraft[] {
  const drafts: EventDraft[] = []
  for (let n = 1; n <= count; n += 1) {
    const at = {
      chain_id: n % 3 === 0 ? 10 : CHAIN_ID,
      source_id: SOURCE,
      ingest_ts_unix_us: (Date.now() - 60_000) * 1000 + n,
      tx_hash: hashOf(n),
    }
    drafts.push(...lifeOf(n, at))
  }
  return drafts
}

type At = Pick<EventDraft, 'chain_id' | 'source_id' | 'ingest_ts_unix_us'> & { readonly tx_hash: Hash }

function lifeOf(n: number, at: At): readonly EventDraft[] {
  const nonce = { sender: SENDER, nonce: n }
  const scores = { protocol: 'uniswap-v2', category: 'swap', feature_engine_version: '1' } as const
  const simulation = {
    outcome: n % 2 === 0 ? 'success' : 'unknown',
    block_number: n % 2 === 0 ? n : null,
    gas_used: n % 2 === 0 ? 21_000 : null,
    reason: n % 2 === 0 ? null : 'no node says',
    token_movements: n % 2 === 0 ? [{ token: null, from: SENDER, to: TOKEN, amount: toWei(1n) }] : null,
  } as const
  const block = {
    block_number: n,
    block_hash: n % 2 === 0 ? hashOf(n + 1_000_000) : null,
    block_timestamp: 1_700_000_000,
    inclusion_delay_ms: -250,
    status: 'success',
  } as const
  const gap = {
    gap_id: `gap-${n}`,
    cause: 'stall',
    from_us: at.ingest_ts_unix_us,
    to_us: null,
    backfilled: 0,
  } as const
  const none = { ...at, tx_hash: '' } as const
  const ends: readonly EventDraft[] = [
    { ...at, kind: 'TxReplaced', data: { replaced_by: hashOf(n + 1), bump_bps: 1_000 } },
    { ...at, kind: 'TxDropped', data: { reason: 'expired' } },
    { ...at, kind: 'TxRejected', data: { reason: 'malformed_body', note: 'no "to"' } },
    { ...at, kind: 'TxConfirmedProvisional', data: block },
    { ...at, kind: 'TxConfirmedFinal', data: block },
    { ...at, kind: 'TxReorged', data: { old_block_hash: hashOf(1), new_block_hash: hashOf(2) } },
  ]
  const end = ends[n % (ends.length + 1)]
  return [
    { ...at, kind: 'TxSeen', data: { first: true, reannounced: false, backfill: n % 2 === 0 } },
    ...(n % 5 === 0 ? [] : [decoded(n, at)]),
    {
      ...at,
      kind: 'TxFeatures',
      data: {
        ...scores,
        mev_score: (n * 7.25) % 100,
        urgency_score: n % 101,
        method_selector: n % 2 === 0 ? null : ('0x38ed1739' as Selector), // 8 digits
        swaps: n % 2 === 0 ? [] : [swap(n)],
        ...(n % 3 === 0 ? {} : { value_native: n % 2 === 0 ? null : 1.5, slippage_limit: 'set' as const }),
        ...(n % 4 === 0 ? {} : { nonce_position: 0, sender_transactions: 2, sender_swaps: null }),
      },
    },
    {
      ...at,
      kind: 'OppDetected',
      data: {
        ...scores,
        opportunity_id: `0x${n.toString(16).padStart(32, '0')}`,
        strategy: 'SandwichExposure',
        score: (n * 3) % 100,
        member_tx_hashes: [at.tx_hash, hashOf(Math.max(1, n - 1))],
        components: [{ name: 'value', value: 1.5, weight: 40, points: 21, reason: 'at stake' }],
        reasons: ['a loose limit'],
        scorer_version: '1',
        strategy_version: '1',
        ...(n % 3 === 0 ? {} : { simulation }),
      },
    },
    { ...at, kind: 'TxReady', data: nonce },
    { ...at, kind: 'TxBlocked', data: { ...nonce, expected_nonce: n - 1 } },
    ...(end === undefined ? [] : [end]),
    {
      ...none,
      kind: 'BlockSeen',
      data: {
        number: n,
        hash: hashOf(n),
        parent_hash: hashOf(n - 1),
        timestamp: 1_700_000_000,
        tx_count: n % 2 === 0 ? null : n,
        base_fee_wei: n % 2 === 0 ? null : toWei(7n),
      },
    },
    { ...none, kind: 'GapOpened', data: gap },
    ...(n % 2 === 0
      ? [{ ...none, kind: 'GapClosed', data: { ...gap, to_us: gap.from_us + 5, backfilled: 3 } } as const]
      : []),
  ]
}

function swap(n: number) {
  return {
    protocol: 'uniswap-v2',
    token_in: TOKEN,
    token_out: SENDER,
    amount_in: n % 4 === 1 ? null : toWei(5n),
    amount_out: toWei(2n ** 255n),
    exact: 'in',
    path: [TOKEN, SENDER],
    fees: [3_000],
    recipient: n % 4 === 1 ? null : SENDER,
    deadline: n % 4 === 1 ? null : 1_800_000_000,
  } as const
}

function decoded(n: number, at: At): EventDraft {
  const legacy = n % 2 === 0
  return {
    ...at,
    kind: 'TxDecoded',
    data: {
      tx_type: legacy ? 0 : 3,
      sender: SENDER,
      nonce: n,
      to: n % 7 === 0 ? null : TOKEN,
      value_wei: toWei(2n ** 256n - 1n),
      gas_limit: 21_000,
      gas_price_wei: legacy ? toWei(1n) : null,
      max_fee_per_gas_wei: legacy ? null : toWei(2n),
      max_priority_fee_per_gas_wei: legacy ? null : toWei(1n),
      max_fee_per_blob_gas_wei: legacy ? null : toWei(0n),
      blob_count: legacy ? 0 : 2,
      authorization_count: 0,
      access_list_len: 1,
      input: (legacy ? '0x' : '0x38ed1739ff') as Hex,
      calldata_len: legacy ? 0 : 5,
      method_selector: legacy ? null : ('0x38ed1739' as Selector), // 8 digits
      fetch_us: 1_500,
    },
  }
}

/** Leaves events in a data directory, as an earlier run of the server would have. */
export async function storeEvents(dataDir: string, drafts: readonly EventDraft[]): Promise<void> {
  const storage = createStorage({ dataDir })
  await storage.start()
  for (const draft of drafts) storage.tryEnqueue([draft])
  await waitFor(() => storage.log.latestSeq() === drafts.length, { what: 'the events to be durable' })
  await storage.stop()
}
