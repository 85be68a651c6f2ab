import type { Category, DraftOf, EventDraft, Wei } from '@org/events'
import { createSearcher, type ProtocolRegistry } from '@org/searcher'
import { type Confusion, createConfusion } from './confusion.ts'
import { hashOfText } from './hash-of-text.ts'
import type { LabelledSet, LabelledTransaction } from './labelled-set.ts'
import { familyOf } from './protocol-family.ts'
import type { Ranked } from './rank-quality.ts'
import { agree, SWAP_VERDICTS, type SwapAgreement } from './swap-agreement.ts'
import type { Taken } from './truth/taken-opportunities.ts'

/** What the searcher made of a set, held against its labels. */
export interface Evaluation {
  readonly transactions: number
  readonly category: Confusion
  readonly protocol: Confusion
  /** Families of traded pools: the first predicted against those that were traded. */
  readonly venue: Confusion
  readonly byGroup: ReadonlyMap<string, Confusion>
  readonly swaps: Readonly<Record<SwapAgreement, number>>
  /** Ranked by the score of each strategy, and by `mev_score`. */
  readonly rankings: ReadonlyMap<string, readonly Ranked[]>
  /** By strategy: the score of each transaction (0: none found) against whether others took such an opportunity. */
  readonly taken: ReadonlyMap<string, readonly Ranked[]>
  /** Transactions without a category, by why. */
  readonly unlabelled: ReadonlyMap<string, number>
  /** What the searcher said of those. */
  readonly unlabelledPredictions: ReadonlyMap<string, number>
  readonly mistakes: readonly Mistake[]
}

interface Mistake {
  readonly hash: string
  readonly group: string
  readonly selector: string | null
  readonly truth: Category
  readonly predicted: Category
}

const TAKEN_STRATEGIES: readonly Taken[] = ['SandwichExposure', 'Backrun']

/** Analyses the set in its order with a fresh searcher. */
export function evaluate(set: LabelledSet, registry: ProtocolRegistry): Evaluation {
  const searcher = createSearcher({ registry })
  if (set.baseFeeWei !== null) searcher.onBlock(headOf(set, set.baseFeeWei))
  const result = emptyEvaluation(set.rows.length)
  for (const row of set.rows) {
    const out: EventDraft[] = []
    searcher.onTransaction(row.transaction, out)
    judge(row, out, result)
  }
  return result
}

function emptyEvaluation(transactions: number) {
  return {
    transactions,
    category: createConfusion(),
    protocol: createConfusion(),
    venue: createConfusion(),
    byGroup: new Map<string, Confusion>(),
    swaps: Object.fromEntries(SWAP_VERDICTS.map((verdict) => [verdict, 0])) as Record<SwapAgreement, number>, // all keys
    rankings: new Map<string, Ranked[]>(),
    taken: new Map<string, Ranked[]>(),
    unlabelled: new Map<string, number>(),
    unlabelledPredictions: new Map<string, number>(),
    mistakes: [] as Mistake[],
  }
}

function judge(
  { transaction, label, group }: LabelledTransaction,
  out: readonly EventDraft[],
  into: ReturnType<typeof emptyEvaluation>,
): void {
  const features = out.find((event) => event.kind === 'TxFeatures')?.data
  // An analysis that failed is an answer, too: the wrong one.
  const predicted = features?.category ?? 'unknown'
  if (label.category === null) {
    count(into.unlabelled, label.note ?? 'no label')
    count(into.unlabelledPredictions, predicted)
  } else {
    into.category.add(label.category, predicted)
    const ofGroup = into.byGroup.get(group) ?? createConfusion()
    into.byGroup.set(group, ofGroup)
    ofGroup.add(label.category, predicted)
    const selector = transaction.data.method_selector
    if (label.category !== predicted)
      into.mistakes.push({ hash: transaction.tx_hash, group, selector, truth: label.category, predicted })
  }
  if (label.protocol !== null) into.protocol.add(label.protocol, features?.protocol ?? 'unknown')
  const swaps = features?.swaps ?? []
  if (label.venues !== null && label.venues.length > 0) {
    const families = swaps.map(({ protocol }) => familyOf(protocol))
    const shared = families.find((family) => label.venues?.includes(family))
    into.venue.add(shared ?? label.venues.join('+'), shared ?? families[0] ?? 'none')
  }
  if (label.swaps !== null) {
    for (const verdict of agree(label.swaps, swaps)) into.swaps[verdict] += 1
  }
  if (label.taken !== null) {
    for (const strategy of TAKEN_STRATEGIES) {
      const found = out.find((event) => event.kind === 'OppDetected' && event.data.strategy === strategy)
      const score = found?.kind === 'OppDetected' ? found.data.score : 0
      const truth = label.taken.includes(strategy) ? 1 : 0
      push(into.taken, strategy, { id: transaction.tx_hash, score, truth })
    }
  }
  if (label.value !== null) rank(transaction.tx_hash, label.value, out, into.rankings)
}

function rank(id: string, truth: number, out: readonly EventDraft[], rankings: Map<string, Ranked[]>): void {
  for (const event of out) {
    const [name, score] =
      event.kind === 'TxFeatures'
        ? ['mev_score', event.data.mev_score]
        : event.kind === 'OppDetected'
          ? [event.data.strategy, event.data.score]
          : [null, 0]
    if (name === null) continue
    push(rankings, name, { id, score, truth })
  }
}

function push(lists: Map<string, Ranked[]>, name: string, item: Ranked): void {
  const list = lists.get(name) ?? []
  lists.set(name, list)
  list.push(item)
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function headOf(set: LabelledSet, baseFeeWei: string): DraftOf<'BlockSeen'> {
  return {
    kind: 'BlockSeen',
    chain_id: set.chainId,
    source_id: 'set',
    ingest_ts_unix_us: 0,
    tx_hash: '',
    data: {
      number: 1,
      hash: hashOfText('head'),
      parent_hash: hashOfText('parent'),
      timestamp: 1,
      tx_count: null,
      base_fee_wei: baseFeeWei as Wei, // as the set says
    },
  }
}
