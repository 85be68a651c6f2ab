import type { Command } from './command.ts'

const CALL = 'npx -y pnpm@12 data'

/** What there is. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`)
  return `${CALL} <command> [options]\n\n${lines.join('\n')}\n\n${CALL} <command> --help says more. DATA_DIR, CLICKHOUSE_URL and the like are those of the server.\n`
}

/** One command. */
export function helpOf({ name, summary, options, files, notes }: Command): string {
  const call = [CALL, name, '[options]', ...(files === null ? [] : [files])].join(' ')
  const heads = options.map((option) => `  --${option.name} ${option.value}`)
  const width = Math.max(...heads.map((head) => head.length)) + 2
  const lines = options.map(
    ({ help, isRequired }, index) =>
      `${(heads[index] ?? '').padEnd(width)}${help}${isRequired === true ? ' (required)' : ''}`,
  )
  return `${call}\n\n${summary}.\n\n${lines.join('\n')}\n\n${notes.join('\n')}\n`
}
