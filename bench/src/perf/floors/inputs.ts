import { startScriptedNode } from '@org/scripted-node'
import { waitFor } from '@org/testkit'
import { type ServerUnderTest, startServerUnderTest } from '../server-under-test.ts'
import { fetchBodies } from './fetch-bodies.ts'

/** What the parts are done on: transactions of the seeded mix, and what the server made of them. */
export interface Inputs {
  readonly transactions: number
  /** Answers of the node to requests of at most 128 bodies, bytes as they come. */
  readonly answers: readonly Buffer[]
  readonly hashes: readonly string[]
  /** Serialised as they were signed; the hash of each is the one the node told. */
  readonly raw: readonly Uint8Array[]
  /** The server's own, in order; flat strings. */
  readonly lines: readonly string[]
}

export interface InputOptions {
  readonly transactions: number
  readonly seed: number
  /** Empty folder in which the server makes its database. */
  readonly dataDir: string
}

const RATE = 1_000
const PAGE = 5_000

/** Sends the transactions through the built server, and stops it. */
export async function gatherInputs({ transactions, seed, dataDir }: InputOptions): Promise<Inputs> {
  const node = await startScriptedNode({ seed })
  try {
    const server = await startServerUnderTest({ dataDir, nodePort: node.port })
    try {
      await node.prepare(transactions)
      await node.load({ rate: RATE, seconds: transactions / RATE })
      await allStored(server, transactions)
      const lines = await readLines(server.url)
      const hashes = lines.flatMap(
        (line) => /"kind":"TxDecoded".*?"tx_hash":"(0x\w{64})"/.exec(line)?.[1] ?? [],
      )
      const { answers, raw } = await fetchBodies(`http://127.0.0.1:${node.port}`, hashes)
      return { transactions: hashes.length, answers, hashes, raw, lines }
    } finally {
      await server.stop()
    }
  } finally {
    await node.stop()
  }
}

async function allStored(server: ServerUnderTest, transactions: number): Promise<void> {
  const isStored = async (): Promise<boolean> => {
    const now = await server.scrape()
    return (
      now.sum('mevscope_ingest_fetched_total') >= transactions &&
      now.sum('mevscope_storage_queue_depth') === 0 &&
      now.sum('mevscope_storage_clickhouse_lag_events') === 0
    )
  }
  await waitFor(isStored, { what: `${transactions} transactions in ClickHouse`, timeoutMs: 60_000 })
}

async function readLines(url: string): Promise<readonly string[]> {
  const lines: string[] = []
  for (let after = '0'; ; ) {
    const page = await fetch(`${url}/events?after=${after}&limit=${PAGE}`)
    const text = await page.text()
    // Lines as they are stored, joined; cut where a line ends and the next begins, and made flat.
    const found = text === '[]' ? [] : text.slice(1, -1).split(/,(?=\{"seq":)/)
    lines.push(...found.map((line) => Buffer.from(line).toString()))
    const next = page.headers.get('x-next-after') ?? after
    if (found.length < PAGE || next === after) return lines
    after = next
  }
}
