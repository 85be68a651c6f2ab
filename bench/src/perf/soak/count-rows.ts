import { waitFor } from '@org/testkit'

/** What ClickHouse holds. */
export interface RowCounts {
  readonly rows: number
  /** Distinct ones. */
  readonly numbers: number
  readonly last: number
  /** Bodies. */
  readonly decoded: number
}

const QUERY = `
  SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(seq)) AS numbers, toUInt32(max(seq)) AS last,
    toUInt32(countIf(kind = 'TxDecoded')) AS decoded
  FROM mevscope.events FORMAT JSONEachRow`

/** Waits until ClickHouse has the event of that number; `null` when it does not get there. */
export async function countRows(url: string, lastSeq: number, timeoutMs: number): Promise<RowCounts | null> {
  const ask = async (): Promise<RowCounts | undefined> => {
    const response = await fetch(`${url}/?database=default`, { method: 'POST', body: QUERY })
    if (!response.ok) throw new Error(`ClickHouse answered ${response.status}`)
    const counts = JSON.parse(await response.text()) as RowCounts // one row of that query
    return counts.last >= lastSeq ? counts : undefined
  }
  return await waitFor(ask, { what: 'ClickHouse to have every event', timeoutMs }).catch(() => null)
}
