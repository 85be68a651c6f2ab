import { errorMessage } from '@org/events'
import { type Anvil, startAnvil } from '@org/testkit'
import { deriveTraders } from './accounts.ts'
import { deployContracts } from './deploy/deploy-contracts.ts'
import type { Deployment } from './deployment.ts'
import { DevnetError } from './errors.ts'
import { createMiner, type Miner, type MinerStats } from './mining/miner.ts'
import type { ReorgReport } from './mining/reorg.ts'
import { createNodeClient, type NodeClient } from './node-client.ts'
import { createTraffic, type SentTransaction, type Traffic } from './traffic/traffic.ts'
import type { TrafficStats } from './traffic/traffic-stats.ts'

export interface DevnetOptions {
  /** Decides every account, address and transaction. Must differ between runs that one watcher sees. */
  readonly seed: string
  /** Port on 127.0.0.1. @default 0, any free one */
  readonly port?: number | undefined
  /** @default 20; at most 1,000 */
  readonly txPerSecond?: number | undefined
  /** Mean time between blocks. @default 4 */
  readonly blockSeconds?: number | undefined
  /** Mean time between reorgs; 0: never. @default 60 */
  readonly reorgSeconds?: number | undefined
  /** How many accounts send. @default 16 */
  readonly senders?: number | undefined
  /** Hears of each transaction the node took. Must not throw. */
  readonly onSent?: ((sent: SentTransaction) => void) | undefined
  readonly onReorg?: ((report: ReorgReport) => void) | undefined
}

/** A devnet that serves. */
export interface DevnetInfo {
  readonly seed: string
  readonly chainId: number
  readonly httpUrl: string
  readonly wsUrl: string
  readonly anvilPid: number
  readonly deployment: Deployment
  /** Talks to the node. */
  readonly client: NodeClient
}

/** A local chain with real contracts, blocks and, when asked for, traffic. */
export interface Devnet {
  /**
   * Starts the node, deploys, and begins to mine. A rejected start leaves no process behind.
   * @throws DevnetError `PORT_IN_USE`, `NODE_START_FAILED`, `DEPLOY_FAILED`, `NODE_DIED`.
   */
  start(): Promise<DevnetInfo>
  /** Begins to send. Later calls do nothing. @throws when the devnet does not run or its node cannot be asked. */
  startTraffic(): Promise<void>
  /** Stops traffic, mining and node, and waits for the process to end. Idempotent, and harmless before `start`. */
  stop(): Promise<void>
  /** Settles once: resolves after `stop`, rejects with `NODE_DIED` when the node ends on its own. */
  readonly closed: Promise<void>
  stats(): { readonly traffic: TrafficStats | null; readonly mining: MinerStats | null }
}

const DEFAULT_SENDERS = 16
/**
 * No automatic blocks, and blocks of any size: anvil throws transactions away when an earlier one of their sender
 * does not fit into a block but they would.
 */
const NODE_ARGS = ['--no-mining', '--disable-block-gas-limit']

/**
 * @example
 * const devnet = createDevnet({ seed: 'demo' })
 * const { wsUrl } = await devnet.start()
 * await devnet.startTraffic()
 * // …
 * await devnet.stop()
 */
export function createDevnet(options: DevnetOptions): Devnet {
  let launching: Promise<Anvil> | undefined
  let miner: Miner | undefined
  let traffic: Traffic | undefined
  let stopping: Promise<void> | undefined
  let died: DevnetError | undefined
  const { promise: closed, resolve: resolveClosed, reject: rejectClosed } = Promise.withResolvers<void>()
  // Whoever does not look at it must not see an unhandled rejection.
  closed.catch(() => {})

  async function halt(): Promise<void> {
    const node = await launching?.catch(() => undefined)
    await miner?.stop()
    await traffic?.stop()
    await node?.stop()
    if (died === undefined) resolveClosed()
    else rejectClosed(died)
  }

  function stop(): Promise<void> {
    stopping ??= halt()
    return stopping
  }

  /** Node, deployment, miner, in this order. */
  async function run(): Promise<DevnetInfo> {
    const { seed } = options
    launching = startNode(options.port ?? 0)
    const node = await launching
    const { chainId, httpUrl, wsUrl, pid } = node
    node.exited
      .then(() => {
        if (stopping !== undefined) return
        died = new DevnetError('NODE_DIED', `anvil (pid ${pid}) ended on its own`, { retryable: true })
        return stop()
      })
      .catch(rejectClosed)
    const client = createNodeClient(httpUrl)
    const traders = deriveTraders(seed, options.senders ?? DEFAULT_SENDERS)
    const deployment = await deployContracts({ client, chainId, seed, traders })
    const { txPerSecond, blockSeconds, reorgSeconds, onSent, onReorg } = options
    const created = createTraffic({ client, deployment, traders, seed, txPerSecond, onSent })
    traffic = created
    const exclusively = created.exclusively
    miner = createMiner({ client, seed, blockSeconds, reorgSeconds, exclusively, onReorg })
    if (stopping === undefined) miner.start()
    return { seed, chainId, httpUrl, wsUrl, anvilPid: pid, deployment, client }
  }

  return {
    closed,
    stop,
    async start(): Promise<DevnetInfo> {
      try {
        return await run()
      } catch (error) {
        await stop()
        throw died ?? asDevnetError(error)
      }
    },
    async startTraffic(): Promise<void> {
      if (traffic === undefined) throw new Error('the devnet does not run yet: traffic starts after start()')
      await traffic.start()
    },
    stats: () => ({ traffic: traffic?.stats() ?? null, mining: miner?.stats() ?? null }),
  }
}

function asDevnetError(error: unknown): DevnetError {
  if (error instanceof DevnetError) return error
  return new DevnetError('DEPLOY_FAILED', 'the contracts could not be deployed', {
    retryable: true,
    cause: error,
  })
}

async function startNode(port: number): Promise<Anvil> {
  try {
    return await startAnvil({ port, args: NODE_ARGS })
  } catch (cause) {
    if (/address already in use/i.test(errorMessage(cause))) {
      throw new DevnetError('PORT_IN_USE', `port ${port} on 127.0.0.1 is in use`, { retryable: false, cause })
    }
    throw new DevnetError('NODE_START_FAILED', `anvil could not be started on port ${port}`, {
      retryable: true,
      cause,
    })
  }
}
