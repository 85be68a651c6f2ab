import { setTimeout as sleep } from 'node:timers/promises'
import { waitFor } from '@org/testkit'
import type { PerfClients } from '../clients/start-clients.ts'
import type { ServerUnderTest } from '../server-under-test.ts'
import type { Follower } from './follower.ts'
import { readAccounting } from './identity.ts'

export interface SettleParts {
  readonly server: ServerUnderTest
  readonly follower: Follower
  readonly clients: PerfClients
}

/** So long nothing new: also what is read back from the node's pool after the last fault is over. */
const QUIET_MS = 3_000

/**
 * Waits until the server has nothing to do and everybody has all it told.
 * @returns what did not come about in time
 */
export async function settle(
  { server, follower, clients }: SettleParts,
  timeoutMs: number,
): Promise<readonly string[]> {
  const faults: string[] = []
  const latestSeq = async (): Promise<number> => (await server.scrape()).sum('mevscope_storage_durable_seq')
  const rests = async (): Promise<boolean> => {
    const rows = await readAccounting(server.url)
    if (rows.some((row) => row.in_flight !== 0)) return false
    const before = await latestSeq()
    await sleep(QUIET_MS)
    return before === (await latestSeq())
  }
  await waitFor(rests, { what: 'nothing in flight and no event', timeoutMs }).catch(({ message }: Error) =>
    faults.push(`at the end: ${message}`),
  )
  const latest = await latestSeq()
  if (latest === 0) faults.push('the server names no durable number')
  await waitFor(() => follower.reached() >= latest, { what: 'the last events', timeoutMs }).catch(() =>
    faults.push(`${follower.reached()} is the last of ${latest} events`),
  )
  const hasAll = (): boolean => clients.progress().lastSeq >= latest
  await waitFor(hasAll, { what: 'the clients that stay', timeoutMs }).catch(() =>
    faults.push(`a client that stays has ${clients.progress().lastSeq} of ${latest} events`),
  )
  return faults
}
