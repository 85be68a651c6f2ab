import type { Address, PoolState } from '@org/events'
import { type ChainRegistry, type PoolFactory, type PoolName, parsePoolName } from '@org/searcher'
import type { CallBudget } from './call-budget.ts'
import { addressWordAt, callData, SELECTORS, signedAt, wordAt } from './call-data.ts'
import type { JsonRpc, RpcCall } from './json-rpc.ts'
import type { RpcAnswer } from './rpc-answer.ts'
import { bitmapIndex, tickRange } from './tick-range.ts'

/** Reads states of a chain's pools. */
export interface PoolReader {
  /**
   * Reads as many of the pools as the budgets allow, in the order given, as they were at the end of a block.
   * Never rejects; pools that could not be read are left out.
   */
  read(pools: readonly string[], blockNumber: number): Promise<ReadonlyMap<string, PoolState>>
}

export interface PoolReaderOptions {
  readonly rpc: JsonRpc
  readonly chain: ChainRegistry
  readonly budget: CallBudget
  /** Most pools of one call. */
  readonly poolsPerRead: number
}

/** What does not change of a pool, and where its price was last. */
interface KnownPool {
  readonly name: PoolName
  readonly factory: PoolFactory
  /** `null`: there is no such pool, as of the block below. */
  address: Address | null
  askedAtBlock: number
  spacing: number | null
  tick: number | null
}

const CALLS_PER_REQUEST = 60
/** Pools whose address is remembered. */
const MAX_KNOWN = 8_192
/** A pool that was not there is looked for again after so many blocks. */
const ASK_AGAIN_BLOCKS = 300

export function createPoolReader(options: PoolReaderOptions): PoolReader {
  const { rpc, chain, budget } = options
  const known = new Map<string, KnownPool>()

  const poolOf = (pool: string): KnownPool | null => {
    const found = known.get(pool)
    if (found !== undefined) return found
    const name = parsePoolName(pool)
    const factory = name === null ? undefined : chain.factory(name.protocol)
    if (name === null || factory === undefined) return null
    if ((factory.kind === 'concentrated') !== (name.fee !== null)) return null
    if (known.size >= MAX_KNOWN) forgetMissing(known)
    if (known.size >= MAX_KNOWN) known.clear()
    const entry: KnownPool = {
      name,
      factory,
      address: null,
      askedAtBlock: -Infinity,
      spacing: null,
      tick: null,
    }
    known.set(pool, entry)
    return entry
  }

  const ask = async (calls: readonly RpcCall[]): Promise<readonly RpcAnswer[]> => {
    const answers: RpcAnswer[] = []
    for (let start = 0; start < calls.length; start += CALLS_PER_REQUEST) {
      answers.push(...(await rpc.ask(calls.slice(start, start + CALLS_PER_REQUEST))))
    }
    return answers
  }

  /** Asks the factories for pools whose address is not known. */
  const locate = async (pools: readonly KnownPool[], blockNumber: number): Promise<void> => {
    const unknown = pools.filter(
      (pool) => pool.address === null && blockNumber - pool.askedAtBlock >= ASK_AGAIN_BLOCKS,
    )
    const asked = unknown.slice(0, budget.take(unknown.length))
    const answers = await ask(asked.map((pool) => ethCall(pool.factory.address, lookup(pool), blockNumber)))
    asked.forEach((pool, index) => {
      const answer = answers[index]
      if (answer?.ok !== true) return
      pool.address = addressWordAt(answer.result, 0)
      pool.askedAtBlock = blockNumber
    })
  }

  return {
    async read(names, blockNumber) {
      const pools: { readonly pool: string; readonly entry: KnownPool }[] = []
      let unlocated = 0
      for (const pool of names) {
        if (pools.length >= options.poolsPerRead) break
        const entry = poolOf(pool)
        if (entry === null || isMissing(entry, blockNumber)) continue
        // Anybody can name pools that are not there: those that are keep half of the places.
        if (entry.address === null && ++unlocated > Math.ceil(options.poolsPerRead / 2)) continue
        pools.push({ pool, entry })
      }
      await locate(
        pools.map(({ entry }) => entry),
        blockNumber,
      )
      const calls: RpcCall[] = []
      const reads: {
        readonly pool: string
        readonly entry: KnownPool
        readonly from: number
        count: number
      }[] = []
      for (const { pool, entry } of pools) {
        const { address } = entry
        if (address === null) continue
        const questions = questionsOf(entry)
        if (budget.take(questions.length) < questions.length) break
        reads.push({ pool, entry, from: calls.length, count: questions.length })
        for (const data of questions) calls.push(ethCall(address, data, blockNumber))
      }
      const answers = await ask(calls)
      const states = new Map<string, PoolState>()
      for (const { pool, entry, from, count } of reads) {
        const state = stateOf(entry, answers.slice(from, from + count), blockNumber)
        if (state !== null) states.set(pool, state)
      }
      return states
    },
  }
}

/** Lets go of pools without an address, and so of all that somebody made up. */
function forgetMissing(known: Map<string, KnownPool>): void {
  for (const [pool, { address }] of known) if (address === null) known.delete(pool)
}

/** Known not to be there, and not to be asked for again yet. */
function isMissing(pool: KnownPool, blockNumber: number): boolean {
  return pool.address === null && blockNumber - pool.askedAtBlock < ASK_AGAIN_BLOCKS
}

function lookup({ name, factory }: KnownPool): string {
  return factory.kind === 'constant-product'
    ? callData(SELECTORS.getPair, name.token0, name.token1)
    : callData(SELECTORS.getPool, name.token0, name.token1, name.fee ?? 0)
}

function questionsOf(pool: KnownPool): readonly string[] {
  if (pool.factory.kind === 'constant-product') return [SELECTORS.getReserves]
  const questions: string[] = [SELECTORS.slot0, SELECTORS.liquidity]
  if (pool.spacing === null) questions.push(SELECTORS.tickSpacing)
  else if (pool.tick !== null) {
    // The word around the last price: right unless the price has left it since.
    questions.push(callData(SELECTORS.tickBitmap, bitmapIndex(pool.tick, pool.spacing)))
  }
  return questions
}

function stateOf(pool: KnownPool, answers: readonly RpcAnswer[], blockNumber: number): PoolState | null {
  const results = answers.map((answer) => (answer.ok ? answer.result : null))
  const { address, factory } = pool
  if (address === null) return null
  if (factory.kind === 'constant-product') {
    const reserve0 = wordAt(results[0], 0)
    const reserve1 = wordAt(results[0], 1)
    if (reserve0 === null || reserve1 === null) return null
    return { kind: 'constant-product', address, blockNumber, reserve0, reserve1, feePpm: factory.feePpm }
  }
  const sqrtPriceX96 = wordAt(results[0], 0)
  const tick = signedAt(results[0], 1)
  const liquidity = wordAt(results[1], 0)
  const word = pool.spacing !== null && pool.tick !== null ? wordAt(results[2], 0) : null
  const bitmap =
    word === null || pool.spacing === null || pool.tick === null
      ? null
      : { index: bitmapIndex(pool.tick, pool.spacing), bits: word }
  if (pool.spacing === null) {
    const spacing = signedAt(results[2], 0)
    pool.spacing = spacing !== null && spacing > 0 ? spacing : null
  }
  if (sqrtPriceX96 === null || tick === null || liquidity === null || pool.spacing === null) return null
  pool.tick = tick
  return {
    kind: 'concentrated',
    address,
    blockNumber,
    sqrtPriceX96,
    liquidity,
    ...tickRange(tick, pool.spacing, bitmap),
    feePpm: pool.name.fee ?? 0,
  }
}

function ethCall(to: Address, data: string, blockNumber: number): RpcCall {
  return { method: 'eth_call', params: [{ to, data }, `0x${blockNumber.toString(16)}`] }
}
