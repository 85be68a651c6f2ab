import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { waitFor } from '@org/testkit'
import { expect } from 'vitest'

const CHILD = fileURLToPath(new URL('./storage-child.ts', import.meta.url))
const PATIENCE_MS = 120_000

/** What a run acknowledged last: the lines from `first` to `last` have this digest. */
export interface Acknowledged {
  readonly first: number
  readonly last: number
  readonly digest: string
}

/** Options of {@link killRounds}. */
export interface KillRoundsOptions {
  readonly rounds: number
  /** Makes the moments; print it. */
  readonly seed: number
  readonly dataDir: string
  /** ClickHouse over HTTP; embedded when missing. */
  readonly url?: string
  /** Beside a round, with moments of its own: may kill or start ClickHouse. Awaited before the next round. */
  readonly beside?: (random: () => number) => Promise<void>
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * Runs the writing program again and again on one data directory and kills each with SIGKILL: while it starts, in the
 * middle of its work, or while it stops. Expects that each goes on where the one before ended.
 * @returns what each run acknowledged.
 */
export async function killRounds(options: KillRoundsOptions): Promise<readonly Acknowledged[]> {
  const { rounds, seed, dataDir, url, beside } = options
  const random = seededRandom(seed)
  const all: Acknowledged[] = []
  for (let round = 1; round <= rounds; round += 1) {
    const child = spawn(
      process.execPath,
      ['--conditions=@org/source', CHILD, dataDir, ...(url === undefined ? [] : [url])],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    )
    const closed = once(child, 'close')
    const output = collect(child)
    const besides = beside?.(seededRandom(seed + 7_919 * round))
    const moment = MOMENTS[round % MOMENTS.length] ?? 'work'
    const what = `seed ${seed}, round ${round}, killed in ${moment}`
    await untilMoment(moment, random, child, output)
    child.kill('SIGKILL')
    await Promise.all([closed, besides])
    const run = readRun(output())
    if (run.started === null) continue
    const before = all.at(-1)?.last ?? 0
    expect(run.started, what).toBeGreaterThanOrEqual(before)
    if (run.acknowledged === null) continue
    expect(run.acknowledged.first, what).toBe(run.started + 1)
    all.push(run.acknowledged)
  }
  return all
}

type Moment = 'start' | 'work' | 'stop'

/** Each in its turn; half of them in the middle of the work. */
const MOMENTS: readonly Moment[] = ['work', 'start', 'work', 'stop']

async function untilMoment(
  moment: Moment,
  random: () => number,
  child: ChildProcess,
  output: () => string,
): Promise<void> {
  if (moment === 'start') {
    await sleep(random() * 1_200)
    return
  }
  await waitFor(() => /^durable .*\n/m.test(output()) || child.exitCode !== null, {
    what: 'a durable event',
    timeoutMs: PATIENCE_MS,
  })
  expect(child.exitCode, 'it ended by itself; its error stands above').toBeNull()
  await sleep(random() * 400)
  if (moment === 'work') return
  child.stdin?.write('stop\n')
  await waitFor(() => output().includes('stopping\n'), { what: 'the stop', timeoutMs: PATIENCE_MS })
  await sleep(random() * 150)
}

function collect(child: ChildProcess): () => string {
  let text = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  return () => text
}

/** What a run said; a last line that was torn does not count. */
function readRun(output: string): { started: number | null; acknowledged: Acknowledged | null } {
  const started = /^started (\d+)\n/m.exec(output)?.[1]
  const [, first, last, digest] = [...output.matchAll(/^durable (\d+) (\d+) (\w+)\n/gm)].at(-1) ?? []
  return {
    started: started === undefined ? null : Number(started),
    acknowledged: digest === undefined ? null : { first: Number(first), last: Number(last), digest },
  }
}
