import { errorMessage, isMevscopeError } from '@org/events'
import { readStorageEnvironment } from '../config/storage-environment.ts'
import { EXIT, exitCodeOf } from '../exit.ts'
import { readArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { helpOf, overview } from './help.ts'
import { createProgress } from './progress.ts'
import { createTextLogger } from './text-logger.ts'

/** What a command line meets. */
export interface CommandLine {
  readonly argv: readonly string[]
  readonly environment: NodeJS.ProcessEnv
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly isTerminal: boolean
  readonly nowMs: () => number
  /** Aborted when the user asks to stop. */
  readonly signal: AbortSignal
}

/** Runs the command that the arguments name and gives the exit code. */
export async function runCommand(commands: readonly Command[], line: CommandLine): Promise<number> {
  const [name, ...argv] = line.argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    line.out(overview(commands))
    return name === undefined ? EXIT.permanent : EXIT.clean
  }
  const command = commands.find((candidate) => candidate.name === name)
  if (command === undefined) {
    line.err(`data: there is no command ${JSON.stringify(name)}\n\n${overview(commands)}`)
    return EXIT.permanent
  }
  if (argv.includes('--help') || argv.includes('-h')) {
    line.out(helpOf(command))
    return EXIT.clean
  }
  return await run(command, argv, line)
}

async function run(command: Command, argv: readonly string[], line: CommandLine): Promise<number> {
  const args = readArguments(argv, command.options, command.files)
  const start = command.prepare(args)
  const { env, problems } = readStorageEnvironment(line.environment)
  const all = [...args.problems(), ...problems.map(({ where, message }) => `${where}: ${message}`)]
  if (all.length > 0) {
    const list = all.map((problem) => `  ${problem}\n`).join('')
    line.err(
      `data ${command.name} cannot run:\n${list}npx -y pnpm@12 data ${command.name} --help says more\n`,
    )
    return EXIT.permanent
  }
  const progress = createProgress({ write: line.err, isTerminal: line.isTerminal, nowMs: line.nowMs })
  const logger = createTextLogger(
    (text) => {
      progress.done()
      line.err(text)
    },
    // The server's default would tell of every start.
    line.environment.LOG_LEVEL === undefined || line.environment.LOG_LEVEL === '' ? 'warn' : env.LOG_LEVEL,
  )
  try {
    const { lines, isComplete, isRight } = await start({ env, logger, signal: line.signal, progress })
    progress.done()
    for (const text of lines) line.out(`${text}\n`)
    if (isComplete) return isRight === false ? EXIT.permanent : EXIT.clean
    line.err(`data ${command.name} was stopped before the end: run it again to go on\n`)
    return EXIT.retryable
  } catch (error) {
    progress.done()
    line.err(`data ${command.name} failed: ${describe(error)}\n`)
    return exitCodeOf(error)
  }
}

function describe(error: unknown): string {
  if (!isMevscopeError(error)) return error instanceof Error ? (error.stack ?? error.message) : String(error)
  const advice =
    error.code === 'DATA_DIR_IN_USE' ? ': stop the server that runs on it, or set CLICKHOUSE_URL' : ''
  return `${error.code}: ${errorMessage(error)}${advice}`
}
