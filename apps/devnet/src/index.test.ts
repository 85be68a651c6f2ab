import { expect, it } from 'vitest'
import * as entry from './index.ts'

it('exports exactly the public surface', () => {
  expect(Object.keys(entry).sort()).toMatchInlineSnapshot(`
    [
      "CONTRACT_NAMES",
      "DEVNET_ERROR_CODES",
      "DevnetError",
      "POOLS",
      "SWAP_METHODS",
      "TOKENS",
      "TOKEN_SYMBOLS",
      "TRAFFIC_KINDS",
      "chainsFile",
      "createActionEncoder",
      "createDevnet",
      "createMiner",
      "createNodeClient",
      "createPlan",
      "createPrng",
      "createTraffic",
      "deployContracts",
      "deriveTraders",
      "loadArtifact",
      "protocolsFile",
      "reorg",
    ]
  `)
})
