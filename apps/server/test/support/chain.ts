import type { Anvil } from '@org/testkit'

/** The value of VIZ_API_CHAINS for one local node. */
export function chainsOf(node: Pick<Anvil, 'wsUrl' | 'httpUrl' | 'chainId'>): string {
  return JSON.stringify([
    {
      chain_key: 'devnet',
      chain_id: node.chainId,
      sources: [{ source_id: 'anvil', endpoints: [{ ws_url: node.wsUrl, http_url: node.httpUrl }] }],
    },
  ])
}
