import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createNodeClient,
  type Deployment,
  deployContracts,
  deriveTraders,
  type NodeClient,
  protocolsFile,
} from '@org/devnet'
import { type Anvil, startAnvil } from '@org/testkit'
import type { PrivateKeyAccount } from 'viem'
import { chainsOf } from './chain.ts'

/** A real node with the real Uniswap contracts, which mines only when asked. */
export interface UniswapChain {
  readonly anvil: Anvil
  readonly client: NodeClient
  readonly deployment: Deployment
  /** Has coins, tokens and approvals. */
  readonly trader: PrivateKeyAccount
  /** What the server needs in its environment to watch it and know its contracts. */
  readonly env: Readonly<Record<string, string>>
  stop(): Promise<void>
}

/** @param folder gets the registry file; the caller removes it. */
export async function startUniswapChain(folder: string): Promise<UniswapChain> {
  const anvil = await startAnvil({ noMining: true, args: ['--disable-block-gas-limit'] })
  try {
    const client = createNodeClient(anvil.httpUrl)
    const [trader] = deriveTraders('server test', 1)
    if (trader === undefined) throw new Error('no trader')
    const deployment = await deployContracts({
      client,
      chainId: anvil.chainId,
      seed: 'server test',
      traders: [trader],
    })
    const registryPath = join(folder, 'protocols.json')
    await writeFile(registryPath, JSON.stringify(protocolsFile(deployment)))
    const env = { VIZ_API_CHAINS: chainsOf(anvil), SEARCHER_REGISTRY_PATH: registryPath }
    return { anvil, client, deployment, trader, env, stop: () => anvil.stop() }
  } catch (error) {
    await anvil.stop()
    throw error
  }
}
