export { deriveTraders } from './accounts.ts'
export { type Artifact, type ArtifactName, loadArtifact } from './artifacts.ts'
export { type ChainsFile, chainsFile } from './chains-file.ts'
export { type DeployOptions, deployContracts } from './deploy/deploy-contracts.ts'
export {
  CONTRACT_NAMES,
  type ContractName,
  type Deployment,
  POOLS,
  type Pool,
  type PoolSpec,
} from './deployment.ts'
export { createDevnet, type Devnet, type DevnetInfo, type DevnetOptions } from './devnet.ts'
export { DEVNET_ERROR_CODES, DevnetError, type DevnetErrorCode } from './errors.ts'
export { createMiner, type Miner, type MinerOptions, type MinerStats } from './mining/miner.ts'
export { type ReorgReport, reorg } from './mining/reorg.ts'
export { createNodeClient, type NodeClient } from './node-client.ts'
export { createPrng, type Prng } from './prng.ts'
export { type ProtocolEntry, type ProtocolsFile, protocolsFile, type TokenEntry } from './protocols-file.ts'
export { TOKEN_SYMBOLS, TOKENS, type TokenSpec, type TokenSymbol } from './tokens.ts'
export { type Call, createActionEncoder, type EncodeAction } from './traffic/encode-action.ts'
export { createPlan, type PlanOptions, type TrafficPlan } from './traffic/plan.ts'
export {
  type Action,
  type Fees,
  type NonceRole,
  type PlannedTransaction,
  type SwapAction,
  TRAFFIC_KINDS,
  type TrafficKind,
} from './traffic/planned-transaction.ts'
export { SWAP_METHODS, type SwapMethod, type SwapMethodSpec } from './traffic/swap-methods.ts'
export { createTraffic, type SentTransaction, type Traffic, type TrafficOptions } from './traffic/traffic.ts'
export type { TrafficStats } from './traffic/traffic-stats.ts'
