import { MevscopeError } from '@org/events'

export const VIZ_API_ERROR_CODES = [
  /** Options of the API that cannot be meant. */
  'CONFIG_INVALID',
  /** Another process listens on the address. */
  'ADDRESS_IN_USE',
  /** The process may not listen there, for example on a port below 1024. */
  'ADDRESS_FORBIDDEN',
  /** The host is not one of this machine, or the port is not one. */
  'ADDRESS_INVALID',
  /** Listening failed for another reason of the system. */
  'LISTEN_FAILED',
  /** `start` was called a second time, or after `stop`. */
  'ALREADY_STARTED',
  /** The listening server died on its own. */
  'SERVER_FAILED',
  /** A read took longer than the time for one answer. */
  'READ_TIMEOUT',
  /** The answers that are being read hold as many bytes as they may. */
  'READ_BUDGET',
  /** The event log broke its contract while a stream was caught up. */
  'LOG_STUCK',
] as const
export type VizApiErrorCode = (typeof VIZ_API_ERROR_CODES)[number]

/** Errors of the read API itself; what a client did wrong is a problem document, not an error. */
export class VizApiError extends MevscopeError<VizApiErrorCode> {}
