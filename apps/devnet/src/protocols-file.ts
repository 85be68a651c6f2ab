import type { Address } from 'viem'
import type { ContractName, Deployment } from './deployment.ts'
import { TOKEN_SYMBOLS, TOKENS } from './tokens.ts'

/** A contract as a user names it to the protocol registry. */
export interface ProtocolEntry {
  readonly address: Address
  readonly protocol: string
  readonly role: string
  /** Name of the interface by which its calldata is read. */
  readonly abi: string
  /** Of a factory of V2 pools: what they keep of the amount paid in, in millionths. */
  readonly fee_ppm?: number
  readonly source: string
}

export interface TokenEntry {
  readonly address: Address
  readonly symbol: string
  readonly decimals: number
  readonly source: string
}

/** A registry file, as somebody would write it to add protocols of a chain. */
export interface ProtocolsFile {
  readonly chains: readonly {
    readonly chain_id: number
    readonly wrapped_native: Address
    readonly contracts: readonly ProtocolEntry[]
    readonly tokens: readonly TokenEntry[]
  }[]
}

const SOURCE = 'mevscope devnet'
type Known = Pick<ProtocolEntry, 'protocol' | 'role' | 'abi' | 'fee_ppm'>
/** Contracts that transactions are sent to, and where pools are found. */
const KNOWN: Readonly<Partial<Record<ContractName, Known>>> = {
  v2Router: { protocol: 'uniswap-v2', role: 'router', abi: 'uniswap-v2-router' },
  v3Router: { protocol: 'uniswap-v3', role: 'router', abi: 'uniswap-v3-swap-router' },
  router02: { protocol: 'uniswap-v3', role: 'router', abi: 'uniswap-v3-swap-router-02' },
  positionManager: { protocol: 'uniswap-v3', role: 'liquidity', abi: 'uniswap-v3-position-manager' },
  universalRouter: { protocol: 'uniswap-universal-router', role: 'router', abi: 'uniswap-universal-router' },
  permit2: { protocol: 'permit2', role: 'permit', abi: 'permit2' },
  v2Factory: { protocol: 'uniswap-v2', role: 'factory', abi: 'uniswap-v2-factory', fee_ppm: 3_000 },
  v3Factory: { protocol: 'uniswap-v3', role: 'factory', abi: 'uniswap-v3-factory' },
}

/** The registry file for a deployment. */
export function protocolsFile(deployment: Deployment): ProtocolsFile {
  const names = Object.keys(KNOWN) as ContractName[] // keys of a record by contract name
  return {
    chains: [
      {
        chain_id: deployment.chainId,
        wrapped_native: deployment.tokens.WETH,
        contracts: names.flatMap((name) => {
          const known = KNOWN[name]
          return known === undefined
            ? []
            : [{ address: deployment.contracts[name], ...known, source: SOURCE }]
        }),
        tokens: TOKEN_SYMBOLS.map((symbol) => ({
          address: deployment.tokens[symbol],
          symbol,
          decimals: TOKENS[symbol].decimals,
          source: SOURCE,
        })),
      },
    ],
  }
}
