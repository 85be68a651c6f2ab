import type { BlindInterval, Counts } from '@org/scripted-node'

/** How much of what the node announced a subscriber was told. */
export interface Sight {
  /** Distinct hashes, by the node's own count. */
  readonly told: number
  readonly untold: number
  /** The longest time in which nobody was told anything, but for the one before the first subscriber and the kill's. */
  readonly longestBlindS: number
  /** Somebody is told now. */
  readonly seesAtEnd: boolean
}

/** @param killedUs when the server was killed; the time until its next subscription counts apart */
export function sightOf({ announced, blind }: Pick<Counts, 'announced' | 'blind'>, killedUs: number): Sight {
  const nowOpen = blind.at(-1)?.toUs === null
  const lengths = blind
    .filter(({ why, fromUs, toUs }) => why !== 'start' && !holds({ fromUs, toUs }, killedUs))
    .map(({ fromUs, toUs }) => ((toUs ?? fromUs) - fromUs) / 1e6)
  return {
    told: announced.live,
    untold: announced.blind,
    longestBlindS: Math.round(Math.max(0, ...lengths) * 100) / 100,
    seesAtEnd: !nowOpen,
  }
}

/** The node notices the end of the socket a moment after the kill. */
const NOTICED_US = 1_000_000

function holds({ fromUs, toUs }: Pick<BlindInterval, 'fromUs' | 'toUs'>, killedUs: number): boolean {
  return fromUs <= killedUs + NOTICED_US && (toUs === null || toUs >= killedUs)
}

/** When somebody subscribed to pending transactions after that moment; `null` when nobody did. Unix microseconds. */
export function subscribedAfter({ log }: Pick<Counts, 'log'>, afterUs: number): number | null {
  const entry = log.find(
    ({ atUs, what, kind }) => atUs > afterUs && what === 'subscribed' && kind !== 'heads',
  )
  return entry?.atUs ?? null
}
