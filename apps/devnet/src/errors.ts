import { MevscopeError } from '@org/events'

/** Why the devnet cannot run. */
export const DEVNET_ERROR_CODES = [
  /** An environment value cannot be read. */
  'CONFIG_INVALID',
  /** Another process listens on the port asked for. */
  'PORT_IN_USE',
  /** The node could not be started. */
  'NODE_START_FAILED',
  /** The node process ended on its own. */
  'NODE_DIED',
  /** A transaction of the deployment failed or was not mined. */
  'DEPLOY_FAILED',
  /** A configuration file could not be written. */
  'FILE_WRITE_FAILED',
] as const
export type DevnetErrorCode = (typeof DEVNET_ERROR_CODES)[number]

/** Errors of the devnet. */
export class DevnetError extends MevscopeError<DevnetErrorCode> {}
