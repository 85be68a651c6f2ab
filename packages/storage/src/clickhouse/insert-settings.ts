import type { StatementSettings } from './engine.ts'

/** Settings of an insert of event lines. @param cluster the cluster the tables are on, or `null` */
export function insertSettings(cluster: string | null): StatementSettings {
  return cluster === null ? INSERT_SETTINGS : { ...INSERT_SETTINGS, ...CLUSTER_SETTINGS }
}

const INSERT_SETTINGS: StatementSettings = {
  // `data` is kept as text; a key without a column is an error, not a loss.
  input_format_json_read_objects_as_strings: 1,
  input_format_skip_unknown_fields: 0,
  // One block per insert, so that it appears as a whole: nothing is cut by rows, bytes or parsing threads.
  input_format_parallel_parsing: 0,
  max_insert_block_size: 100_000_000,
  max_insert_threads: 1,
  // Durable in ClickHouse when it answers, and once only, in the tables behind views as well.
  async_insert: 0,
  insert_deduplicate: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  // Looking whether the expressions of the views should be compiled costs a tenth of a small insert.
  compile_expressions: 0,
}

const CLUSTER_SETTINGS: StatementSettings = {
  // The answer means that the shard has it, and most of its replicas.
  distributed_foreground_insert: 1,
  insert_quorum: 'auto',
}
