import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { waitFor } from '@org/testkit'
import { expect, test } from 'vitest'
import { archivePlace } from './support/archive-place.ts'
import { transactionDrafts } from './support/events.ts'
import { foreignLog } from './support/foreign-log.ts'
import { storedLines } from './support/stored-lines.ts'

const CHILD = new URL('support/backfill-child.ts', import.meta.url).pathname
const KILLS = 6

/** Runs a backfill and kills it after a while; true when it had ended by itself. */
async function backfillAndKill(args: readonly string[], afterMs: number): Promise<boolean> {
  const child = spawn(process.execPath, ['--conditions=@org/source', CHILD, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const closed = once(child, 'close')
  await waitFor(() => output !== '', { what: 'the first chunk', timeoutMs: 90_000 })
  await Promise.race([sleep(afterMs), closed])
  child.kill('SIGKILL')
  await closed
  return output.includes('done')
}

test.each(['embedded', 'server'] as const)(
  'a backfill that is killed with -9 again and again brings each event once, %s',
  async (kind) => {
    const place = await archivePlace(kind)
    const node = place.node()
    const log = await foreignLog(`${place.folder}/wal`, 'foreign-node', transactionDrafts(1, 60_000))
    const args = [log.directory, node.dataDir, JSON.stringify(node.clickhouse)]
    let kills = 0
    while (kills < KILLS && !(await backfillAndKill(args, 20 + 60 * kills))) kills += 1
    expect(kills).toBeGreaterThan(1)
    expect(await backfillAndKill(args, 90_000)).toBe(true)

    const stored = await storedLines(node, log.nodeId)
    expect(stored.length).toBe(log.lines.length)
    expect(stored).toEqual(log.lines)
    const [sightings] = await node.rows('SELECT count(), uniqExact(seq) FROM DB.sightings')
    expect(sightings?.map(Number)).toEqual([60_000, 60_000])
    const [transactions] = await node.rows(
      `SELECT count(), countIf(is_decoded), (SELECT uniqExact(tx_hash) FROM DB.events WHERE kind = 'TxSeen') FROM DB.transactions_hex`,
    )
    expect(transactions?.map(Number)).toEqual([60_000, 60_000, 60_000])
    await place.remove()
  },
  300_000,
)
