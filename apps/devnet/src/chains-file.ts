/** A chain list with the devnet alone, as `VIZ_API_CHAIN_CONFIG_PATH` takes it. */
export interface ChainsFile {
  readonly chains: readonly {
    readonly chain_key: string
    readonly chain_id: number
    readonly mempool: 'public'
    readonly finality_depth: number
    readonly sources: readonly {
      readonly source_id: string
      readonly endpoints: readonly { readonly ws_url: string; readonly http_url: string }[]
    }[]
  }[]
}

/** Well beyond the deepest reorg of the devnet, and soon enough to watch transactions become final. */
const FINALITY_DEPTH = 8

/** The chain list for a devnet's node. */
export function chainsFile(node: {
  readonly chainId: number
  readonly wsUrl: string
  readonly httpUrl: string
}): ChainsFile {
  return {
    chains: [
      {
        chain_key: 'devnet',
        chain_id: node.chainId,
        mempool: 'public',
        finality_depth: FINALITY_DEPTH,
        sources: [{ source_id: 'anvil', endpoints: [{ ws_url: node.wsUrl, http_url: node.httpUrl }] }],
      },
    ],
  }
}
