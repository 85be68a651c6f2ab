import type { Logger } from '@org/events'
import type { Environment } from '../config/environment.ts'
import type { Arguments, OptionSpec } from './arguments.ts'
import type { Progress } from './progress.ts'

/** A command of `data`. */
export interface Command {
  readonly name: string
  /** One line. */
  readonly summary: string
  readonly options: readonly OptionSpec[]
  /** What stands after the options; `null` when nothing may. */
  readonly files: string | null
  /** Further lines of the help: examples, what to know. */
  readonly notes: readonly string[]
  /**
   * Reads the arguments, with every problem noted in them, and gives what is to be run; it is run only when there was
   * no problem.
   */
  prepare(args: Arguments): (context: CommandContext) => Promise<CommandResult>
}

/** What a command works with. */
export interface CommandContext {
  readonly env: Environment
  readonly logger: Logger
  /** Aborted when the user asks to stop. */
  readonly signal: AbortSignal
  readonly progress: Progress
}

export interface CommandResult {
  /** The summary, for standard output. */
  readonly lines: readonly string[]
  /** False when it was stopped before its end: run again, it goes on. */
  readonly isComplete: boolean
  /** False when what was to be checked does not hold. @default true */
  readonly isRight?: boolean
}
