import type { ArchiveNode } from './archive-place.ts'

/** Events of a node as they are stored: the numbers, each once, and the lines put together again. */
export async function storedLines(node: ArchiveNode, nodeId: string): Promise<readonly string[]> {
  const rows = await node.rows(
    `SELECT seq, chain_id, source_id, kind, ingest_ts_unix_us, tx_hash, data FROM DB.events WHERE node_id = '${nodeId}' ORDER BY seq`,
  )
  return rows.map(
    ([seq, chain, source, kind, time, hash, data]) =>
      `{"seq":${Number(seq)},"node_id":"${nodeId}","chain_id":${Number(chain)},"source_id":"${source}","kind":"${kind}","ingest_ts_unix_us":${Number(time)},"tx_hash":"${hash}","data":${data}}`,
  )
}
