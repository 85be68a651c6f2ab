import type { ClickHouseChoice } from '@org/storage'
import type { Environment } from './environment.ts'

/** The ClickHouse that the environment names. */
export function clickhouseOf(env: Environment): ClickHouseChoice {
  if (env.CLICKHOUSE_URL === undefined) return { kind: 'embedded' }
  return {
    kind: 'server',
    url: env.CLICKHOUSE_URL,
    ...(env.CLICKHOUSE_USER === undefined ? {} : { username: env.CLICKHOUSE_USER }),
    ...(env.CLICKHOUSE_PASSWORD === undefined ? {} : { password: env.CLICKHOUSE_PASSWORD }),
    ...(env.CLICKHOUSE_DATABASE === undefined ? {} : { database: env.CLICKHOUSE_DATABASE }),
    ...(env.CLICKHOUSE_CLUSTER === undefined ? {} : { cluster: env.CLICKHOUSE_CLUSTER }),
  }
}
