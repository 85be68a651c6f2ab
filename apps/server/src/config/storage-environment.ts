import type { Environment } from './environment.ts'
import type { ConfigProblem } from './problem.ts'
import { readEnvironment } from './read-environment.ts'

/** Names that concern the data directory and ClickHouse. */
const STORAGE_NAME = /^(?:DATA_DIR|LOG_LEVEL|CLICKHOUSE_\w+|STORAGE_\w+|WAL_\w+)$/

/** The environment as commands on stored data read it: what else the server reads is not judged. */
export function readStorageEnvironment(environment: NodeJS.ProcessEnv): {
  readonly env: Environment
  readonly problems: readonly ConfigProblem[]
} {
  return readEnvironment(
    Object.fromEntries(Object.entries(environment).filter(([name]) => STORAGE_NAME.test(name))),
  )
}
