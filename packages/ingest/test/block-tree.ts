import { type BlockSeenData, parseHash } from '@org/events'
import { decodeHead } from '../src/decode/decode-head.ts'
import { IngestError } from '../src/errors.ts'
import type { RpcAnswer, RpcPort } from '../src/rpc/rpc-port.ts'

/** One block of a simulated chain. */
export interface TreeBlock {
  readonly number: number
  readonly hash: string
  readonly parent: TreeBlock | null
  readonly transactions: readonly string[]
  /** Unix seconds. */
  readonly timestamp: number
}

/** The 32-byte hash with this number in it. */
export function hashOf(n: number): string {
  return `0x${n.toString(16).padStart(64, '0')}`
}

/** Blocks that build on one another, with forks. */
export interface BlockTree {
  readonly blocks: readonly TreeBlock[]
  /**
   * A new block; without a parent the first one of a chain of its own.
   * @param timestamp Unix seconds; a second after its parent, when it is left out
   */
  grow(parent: TreeBlock | null, transactions?: readonly string[], timestamp?: number): TreeBlock
  /** That many blocks in a row. @returns the last one */
  growBy(count: number, parent: TreeBlock): TreeBlock
}

export function createBlockTree(): BlockTree {
  const blocks: TreeBlock[] = []
  const grow = (
    parent: TreeBlock | null,
    transactions: readonly string[] = [],
    timestamp = parent === null ? 1_700_000_000 : parent.timestamp + 1,
  ): TreeBlock => {
    const number = parent === null ? 0 : parent.number + 1
    const hash = hashOf(0xb10c_0000 + blocks.length)
    const block: TreeBlock = { number, hash, parent, transactions, timestamp }
    blocks.push(block)
    return block
  }
  return {
    blocks,
    grow,
    growBy(count, parent) {
      let tip = parent
      for (let i = 0; i < count; i++) tip = grow(tip)
      return tip
    },
  }
}

/** From the first block up to this one. */
export function chainOf(tip: TreeBlock): readonly TreeBlock[] {
  const chain: TreeBlock[] = []
  for (let block: TreeBlock | null = tip; block !== null; block = block.parent) chain.push(block)
  return chain.reverse()
}

/** The block as `newHeads` announces it. */
export function headOf(block: TreeBlock): BlockSeenData {
  const { transactions: _transactions, ...head } = blockOnTheWire(block, false)
  const decoded = decodeHead(head)
  if (typeof decoded === 'string') throw new Error(decoded)
  return decoded
}

export const SENDER = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266'

/** The block as `eth_getBlockBy…` answers it. */
export function blockOnTheWire(block: TreeBlock, whole = false) {
  return {
    number: `0x${block.number.toString(16)}`,
    hash: block.hash,
    parentHash: block.parent?.hash ?? hashOf(0),
    timestamp: `0x${block.timestamp.toString(16)}`,
    baseFeePerGas: '0x7',
    transactions: whole
      ? block.transactions.map((hash) => ({ hash, from: SENDER, nonce: '0x0', gasPrice: '0x1' }))
      : block.transactions,
  }
}

/** A node that answers truthfully for the chain of its tip, but for the faults it is given. */
export interface TreeNode extends RpcPort {
  /** The newest block; its ancestors are the chain. `null`: the node has nothing. */
  tip: TreeBlock | null
  /** `null`: the node does not know the tag. */
  finalized: TreeBlock | null
  /** Asked before each answer: another answer, an error to throw, or `undefined` for the truth. */
  fault: (method: string, params: readonly unknown[]) => unknown
  /** Waits before each answer. */
  latency: () => Promise<void>
  readonly asked: { readonly method: string; readonly params: readonly unknown[] }[]
}

export function createTreeNode(tree: BlockTree, tip: TreeBlock | null): TreeNode {
  const answer = (method: string, params: readonly unknown[]): unknown => {
    const [which, whole] = params
    switch (method) {
      case 'eth_getBlockByHash': {
        const block = tree.blocks.find(({ hash }) => hash === parseHash(which))
        return block === undefined || node.tip === null ? null : blockOnTheWire(block, whole === true)
      }
      case 'eth_getBlockByNumber': {
        if (which === 'finalized')
          return node.finalized === null ? null : blockOnTheWire(node.finalized, false)
        if (node.tip === null) return null
        const block = which === 'latest' ? node.tip : chainOf(node.tip)[Number(which)]
        return block === undefined ? null : blockOnTheWire(block, whole === true)
      }
      case 'eth_getBlockReceipts': {
        const block = tree.blocks.find(({ hash }) => hash === which)
        return block?.transactions.map((transactionHash) => ({ transactionHash, status: '0x1' })) ?? null
      }
      default:
        throw new IngestError('RPC_UNSUPPORTED', `the node does not know ${method}`, { retryable: false })
    }
  }
  const node: TreeNode = {
    tip,
    finalized: null,
    fault: () => undefined,
    latency: async () => {},
    asked: [],
    async call(method, params, signal) {
      node.asked.push({ method, params })
      const aborted = Promise.withResolvers<void>()
      signal.addEventListener('abort', () => aborted.resolve(), { once: true })
      await Promise.race([node.latency(), aborted.promise])
      if (signal.aborted) throw new IngestError('RPC_FAILED', 'aborted', { retryable: false })
      const fault = node.fault(method, params)
      if (fault instanceof Error) throw fault
      return fault === undefined ? answer(method, params) : fault
    },
    async callEach(questions, signal) {
      const ask = async ({ method, params }: (typeof questions)[number]): Promise<RpcAnswer> => {
        try {
          return { ok: true, result: await node.call(method, params, signal) }
        } catch (error) {
          if (error instanceof IngestError) return { ok: false, error }
          throw error
        }
      }
      return await Promise.all(questions.map(ask))
    },
  }
  return node
}
