import { setTimeout as sleep } from 'node:timers/promises'
import { errorMessage } from '@org/events'
import { parseGwei } from 'viem'
import type { NodeClient } from '../node-client.ts'
import { createPrng } from '../prng.ts'
import { type ReorgReport, reorg } from './reorg.ts'

export interface MinerOptions {
  /** A node that does not mine on its own. */
  readonly client: NodeClient
  readonly seed: string
  /** Mean time between blocks; each interval differs by up to 40 %. @default 4 */
  readonly blockSeconds?: number | undefined
  /** Mean time between reorgs of one or two blocks. 0: never. @default 60 */
  readonly reorgSeconds?: number | undefined
  /** Runs a reorg while nobody sends. @default runs it at once */
  readonly exclusively?: (<T>(work: () => Promise<T>) => Promise<T>) | undefined
  readonly onReorg?: ((report: ReorgReport) => void) | undefined
}

export interface MinerStats {
  readonly blocks: number
  readonly reorgs: number
  /** Steps that the node refused or did not answer; the next step tries again. */
  readonly errors: number
  readonly lastError: string | null
}

/** Mines with a jitter, moves the base fee, and now and then reorganises. */
export interface Miner {
  start(): void
  /** Waits for the step under way. Idempotent; nothing can be started again. */
  stop(): Promise<void>
  stats(): MinerStats
}

const JITTER = 0.4
const MAX_DEPTH = 2
const GWEI = parseGwei('1')
const MIN_BASE_FEE = 5
const MAX_BASE_FEE = 40

export function createMiner(options: MinerOptions): Miner {
  const { client } = options
  const blockSeconds = options.blockSeconds ?? 4
  const reorgSeconds = options.reorgSeconds ?? 60
  const exclusively = options.exclusively ?? ((work) => work())
  const prng = createPrng(`miner/${options.seed}`)
  const stopping = new AbortController()
  let loop: Promise<void> | undefined
  let baseFee = prng.int(MIN_BASE_FEE, MAX_BASE_FEE)
  let blocks = 0
  let reorgs = 0
  let errors = 0
  let lastError: string | null = null
  /** Blocks mined here and not orphaned: a reorg never reaches what was there before. */
  let own = 0
  let untilReorg = nextReorg()

  /** Blocks until the next reorg. */
  function nextReorg(): number {
    if (reorgSeconds === 0) return Number.POSITIVE_INFINITY
    return Math.max(MAX_DEPTH, Math.round((reorgSeconds / blockSeconds) * (0.5 + prng.next())))
  }

  async function step(): Promise<void> {
    baseFee = Math.min(MAX_BASE_FEE, Math.max(MIN_BASE_FEE, baseFee + prng.int(-3, 3)))
    await client.setNextBlockBaseFeePerGas({ baseFeePerGas: BigInt(baseFee) * GWEI })
    await client.mine({ blocks: 1 })
    blocks += 1
    own += 1
    untilReorg -= 1
    if (untilReorg > 0 || own < MAX_DEPTH) return
    const depth = prng.int(1, MAX_DEPTH)
    untilReorg = nextReorg()
    const report = await exclusively(() => reorg(client, depth, prng))
    reorgs += 1
    options.onReorg?.(report)
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const waitMs = blockSeconds * 1000 * (1 - JITTER + 2 * JITTER * prng.next())
      try {
        await sleep(waitMs, undefined, { signal })
        await step()
      } catch (error) {
        if (signal.aborted) return
        errors += 1
        lastError = errorMessage(error)
      }
    }
  }

  return {
    start(): void {
      if (!stopping.signal.aborted) loop ??= run(stopping.signal)
    },
    async stop(): Promise<void> {
      stopping.abort()
      await loop
    },
    stats: () => ({ blocks, reorgs, errors, lastError }),
  }
}
