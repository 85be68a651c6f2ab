import { IngestError } from '../errors.ts'
import type { RpcAnswer, RpcPort } from '../rpc/rpc-port.ts'

/** What a node holds that nobody announces any more. */
export type StandingPool =
  | {
      readonly kind: 'txpool_content' | 'pending_block'
      /** Transactions as the node writes them, unchecked. */
      readonly bodies: readonly unknown[]
    }
  | { readonly kind: 'unsupported' }

/**
 * Reads the standing pool of a node: `txpool_content` (pending and queued), or where it is unknown or fails (it can be
 * larger than an answer may be) the transactions of the pending block.
 * @throws IngestError when the node could not be asked
 */
export async function readStandingPool(rpc: RpcPort, signal: AbortSignal): Promise<StandingPool> {
  const content = await ask(() => rpc.call('txpool_content', [], signal))
  const bodies = content.ok ? contentBodies(content.result) : null
  if (bodies !== null) return { kind: 'txpool_content', bodies }
  const block = await ask(() => rpc.call('eth_getBlockByNumber', ['pending', true], signal))
  const transactions = block.ok ? member(block.result, 'transactions') : undefined
  if (Array.isArray(transactions)) return { kind: 'pending_block', bodies: transactions }
  for (const answer of [content, block]) {
    if (!answer.ok && answer.error.code !== 'RPC_UNSUPPORTED') throw answer.error
  }
  return { kind: 'unsupported' }
}

async function ask(question: () => Promise<unknown>): Promise<RpcAnswer> {
  try {
    return { ok: true, result: await question() }
  } catch (error) {
    if (error instanceof IngestError) return { ok: false, error }
    throw error
  }
}

/** `{ pending: { address: { nonce: body } }, queued: … }` flattened; `null` when it is not of this shape. */
function contentBodies(content: unknown): unknown[] | null {
  const sections = [member(content, 'pending'), member(content, 'queued')]
  if (sections.every((section) => typeof section !== 'object' || section === null)) return null
  const bodies: unknown[] = []
  for (const section of sections) {
    for (const byNonce of values(section)) {
      for (const body of values(byNonce)) bodies.push(body)
    }
  }
  return bodies
}

function values(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : []
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return (value as Readonly<Record<string, unknown>>)[name] // an object of unknown fields
}
