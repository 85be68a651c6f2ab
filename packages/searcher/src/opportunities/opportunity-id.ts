import { hash } from 'node:crypto'
import type { Hash, Hex } from '@org/events'

const ID_CHARS = 32

/**
 * The first 16 bytes of SHA-256 over strategy, chain and members. The order in which the members arrived does not
 * matter, so two nodes that saw the same transactions name the opportunity alike.
 */
export function opportunityId(strategy: string, chainId: number, members: readonly Hash[]): Hex {
  const text = `${strategy}\n${chainId}\n${[...members].sort().join('\n')}`
  return `0x${hash('sha256', text, 'hex').slice(0, ID_CHARS)}`
}
