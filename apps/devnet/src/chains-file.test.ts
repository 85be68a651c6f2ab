import { expect, it } from 'vitest'
import { chainsFile } from './chains-file.ts'

it('is a chain list with one public chain and one source', () => {
  const node = { chainId: 31_337, wsUrl: 'ws://127.0.0.1:8545', httpUrl: 'http://127.0.0.1:8545' }
  expect(chainsFile(node)).toEqual({
    chains: [
      {
        chain_key: 'devnet',
        chain_id: 31_337,
        mempool: 'public',
        finality_depth: 8,
        sources: [
          {
            source_id: 'anvil',
            endpoints: [{ ws_url: 'ws://127.0.0.1:8545', http_url: 'http://127.0.0.1:8545' }],
          },
        ],
      },
    ],
  })
})
