/** What every error of these packages carries beside its message. */
export interface MevscopeErrorOptions {
  /** True when the same attempt may succeed later without anybody changing anything. */
  readonly retryable: boolean
  readonly cause?: unknown
}

/**
 * Base of all errors that cross a package boundary. Match on `code`, never on the class or the text.
 * Each package has one subclass with a closed union of codes, listed in `docs/errors.md`.
 */
export abstract class MevscopeError<Code extends string = string> extends Error {
  readonly code: Code
  readonly retryable: boolean

  constructor(code: Code, message: string, options: MevscopeErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.retryable = options.retryable
  }
}

export const CONTRACT_ERROR_CODES = ['EVENT_MALFORMED'] as const
export type ContractErrorCode = (typeof CONTRACT_ERROR_CODES)[number]

/** Errors of the contract package itself. */
export class ContractError extends MevscopeError<ContractErrorCode> {}

/** True for an error of any of these packages, also one loaded from another copy of this module. */
export function isMevscopeError(error: unknown): error is MevscopeError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    'retryable' in error &&
    typeof error.retryable === 'boolean'
  )
}

/** The message of anything that was thrown, with the messages of its causes. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause === undefined) return error.message
  const cause = errorMessage(error.cause)
  return error.message.includes(cause) ? error.message : `${error.message}: ${cause}`
}
