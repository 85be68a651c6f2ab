import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '@org/events'
import type { Control } from '../control.ts'
import { createRandom, type Random } from '../random.ts'
import { HEALTHY, type Script } from '../script.ts'
import { startFault } from './chaos-faults.ts'
import {
  CHAOS_FAULTS,
  type ChaosEpisode,
  type ChaosFault,
  type ChaosOptions,
  type ChaosReport,
} from './chaos-report.ts'

const DEFAULT_RATE = 200
const DEFAULT_LONGEST_MS = 600
/** Two lanes of faults side by side, so that they meet: what befalls the sockets, and what befalls the rest. */
const LANES = 2
/** How long the node may be without a subscriber at the end before the run is over all the same. */
const RECOVERY_MS = 30_000
/** Announced when all is well again. */
const LAST_WORDS = 20

/**
 * Announces at a rate while it draws faults. At its end the node is well: no fault stands, frozen sockets are cut, the
 * port is open, and once a subscriber is there some last transactions are announced.
 */
export async function runChaos(control: Control, options: ChaosOptions, clock: Clock): Promise<ChaosReport> {
  const { seed, seconds, faults = CHAOS_FAULTS, longestMs = DEFAULT_LONGEST_MS } = options
  const fromUs = clock.nowUs()
  const endMs = clock.monotonicMs() + seconds * 1000
  const episodes: ChaosEpisode[] = []

  const lane = async (random: Random, own: readonly ChaosFault[]): Promise<void> => {
    if (own.length === 0) return
    while (clock.monotonicMs() < endMs) {
      const fault = random.pick(own)
      const beganUs = clock.nowUs()
      const stop = await startFault(control, fault, random)
      await sleep(random.integer(longestMs / 10, longestMs))
      await stop()
      episodes.push({ fault, fromUs: beganUs, toUs: clock.nowUs() })
      // A moment of health between two, so that a client gets to see something.
      await sleep(random.integer(0, longestMs))
    }
  }
  const lanes = Array.from({ length: LANES }, (_, index) =>
    lane(
      createRandom(seed, index),
      faults.filter((fault) => (SOCKET_FAULTS.has(fault) ? 0 : 1) === index),
    ),
  )
  await Promise.all([control.load({ rate: options.rate ?? DEFAULT_RATE, seconds }), ...lanes])

  control.set(WELL)
  control.release()
  await control.listen()
  await subscribed(control, clock)
  control.announce({ count: LAST_WORDS })
  return {
    seed,
    episodes: episodes.sort((a, b) => a.fromUs - b.fromUs),
    blind: control.counts().blind.filter(({ toUs }) => toUs === null || toUs >= fromUs),
    hashes: control.reports('all'),
  }
}

/** What faults may have changed; what else the node was told to be stays. */
const WELL: Partial<Script> = {
  subscribe: HEALTHY.subscribe,
  announcements: HEALTHY.announcements,
  http: HEALTHY.http,
  answers: HEALTHY.answers,
  items: HEALTHY.items,
  batchLimit: HEALTHY.batchLimit,
  rateLimit: HEALTHY.rateLimit,
  silent: HEALTHY.silent,
}

const SOCKET_FAULTS: ReadonlySet<ChaosFault> = new Set<ChaosFault>([
  'cut',
  'reset',
  'half-open',
  'silent',
  'refused',
  'subscribe-error',
  'subscribe-late',
  'overtaken',
])

/** Waits until somebody sees announcements again. */
async function subscribed(control: Control, clock: Clock): Promise<void> {
  const untilMs = clock.monotonicMs() + RECOVERY_MS
  while (control.counts().blind.at(-1)?.toUs === null) {
    if (clock.monotonicMs() > untilMs)
      throw new Error(`nobody subscribed within ${RECOVERY_MS} ms after the run`)
    await sleep(10)
  }
}
