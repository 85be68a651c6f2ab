import { randomBytes } from 'node:crypto'

/** What the program does, read from the environment. */
export interface DevnetConfig {
  /** 0: any free port. */
  readonly port: number
  readonly seed: string
  readonly txPerSecond: number
  readonly blockSeconds: number
  /** 0: never. */
  readonly reorgSeconds: number
  /** Where the files go; `null`: a temporary folder that is removed at the end. */
  readonly dir: string | null
}

export type ConfigResult =
  | { readonly ok: true; readonly config: DevnetConfig }
  /** Every problem, each naming its variable. */
  | { readonly ok: false; readonly problems: readonly string[] }

/** Reads the program's environment. An empty value counts as absent; an absent seed is drawn at random. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ConfigResult {
  const problems: string[] = []

  function text(name: string): string | null {
    const value = env[name]
    return value === undefined || value.trim() === '' ? null : value.trim()
  }

  function number(name: string, fallback: number, min: number, max: number, whole: boolean): number {
    const value = text(name)
    if (value === null) return fallback
    const parsed = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN
    if (parsed >= min && parsed <= max && (!whole || Number.isInteger(parsed))) return parsed
    const what = whole ? 'a whole number' : 'a number'
    problems.push(`${name} must be ${what} from ${min} to ${max}, not ${JSON.stringify(value.slice(0, 80))}`)
    return fallback
  }

  const seed = text('DEVNET_SEED')
  if (seed !== null && seed.length > 100) problems.push('DEVNET_SEED must not be longer than 100 characters')
  const config: DevnetConfig = {
    port: number('DEVNET_PORT', 0, 0, 65_535, true),
    // Drawn anew in each run: a transaction hash that came back would be taken for an old transaction.
    seed: seed ?? randomBytes(8).toString('hex'),
    txPerSecond: number('DEVNET_TX_PER_SECOND', 20, 0.1, 1_000, false),
    blockSeconds: number('DEVNET_BLOCK_SECONDS', 4, 0.1, 600, false),
    reorgSeconds: number('DEVNET_REORG_SECONDS', 60, 0, 86_400, false),
    dir: text('DEVNET_DIR'),
  }
  return problems.length === 0 ? { ok: true, config } : { ok: false, problems }
}
