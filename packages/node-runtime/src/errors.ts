import { MevscopeError } from '@org/events'

export const RUNTIME_ERROR_CODES = [
  /** `build` was called without a storage. */
  'RUNTIME_INCOMPLETE',
  /** `start` was called a second time. */
  'RUNTIME_STARTED',
  /** A component ended while the node was running, without saying why. */
  'RUNTIME_COMPONENT_ENDED',
] as const
export type RuntimeErrorCode = (typeof RUNTIME_ERROR_CODES)[number]

/** Errors of composition and supervision; errors of components pass through as they are. */
export class RuntimeError extends MevscopeError<RuntimeErrorCode> {}
