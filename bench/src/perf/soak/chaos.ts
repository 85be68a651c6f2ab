import { setTimeout as sleep } from 'node:timers/promises'
import type { Hash } from '@org/events'
import type { ScriptedNode } from '@org/scripted-node'
import { WebSocket } from 'ws'
import type { Follower } from './follower.ts'

/** What chaos works on. The server may be another one after a kill, at the same address. */
export interface SoakParts {
  readonly node: ScriptedNode
  readonly clickhousePid: number
  readonly url: string
  readonly follower: Follower
  /** The node answered nothing between these moments, Unix microseconds. */
  readonly onRefused: (fromUs: number, toUs: number) => void
  readonly nowUs: () => number
}

export type ChaosCounts = Record<
  'cut' | 'reset' | 'refused' | 'silent' | 'paused' | 'clients' | 'blocks',
  number
>

/** How long each lasts and how long nothing happens in between, milliseconds. */
export interface ChaosPace {
  readonly nodeEveryMs: number
  readonly nodeLastsMs: number
  readonly clickhouseEveryMs: number
  readonly clickhouseLastsMs: number
  readonly clientEveryMs: number
  readonly blockEveryMs: number
}

/** About a block of Ethereum. */
const BLOCK_TRANSACTIONS = 150
const NODE_FAULTS = ['cut', 'reset', 'refused', 'silent'] as const

/** Goes on until the signal; then all is well again. */
export async function runChaos(parts: SoakParts, pace: ChaosPace, signal: AbortSignal): Promise<ChaosCounts> {
  const counts = { cut: 0, reset: 0, refused: 0, silent: 0, paused: 0, clients: 0, blocks: 0 }
  const every = async (ms: number, once: (round: number) => Promise<void>): Promise<void> => {
    for (let round = 0; ; round += 1) {
      await pause(ms, signal)
      if (signal.aborted) return
      await once(round)
    }
  }
  await Promise.all([
    every(pace.nodeEveryMs, async (round) => {
      const fault = NODE_FAULTS[round % NODE_FAULTS.length] ?? 'cut'
      counts[fault] += 1
      await breakNode(parts, fault, pace.nodeLastsMs)
    }),
    every(pace.clickhouseEveryMs, async () => {
      counts.paused += 1
      const goOn = (): boolean => process.kill(parts.clickhousePid, 'SIGCONT')
      // A stopped process would not notice that this one is gone.
      process.once('exit', goOn)
      process.kill(parts.clickhousePid, 'SIGSTOP')
      await pause(pace.clickhouseLastsMs, signal)
      goOn()
      process.off('exit', goOn)
    }),
    every(pace.clientEveryMs, async (round) => {
      if (await visit(parts, round, pace.clientEveryMs, signal)) counts.clients += 1
    }),
    every(pace.blockEveryMs, async () => {
      const transactions = parts.follower.latest(BLOCK_TRANSACTIONS) as readonly Hash[] // out of events
      const mining = parts.node.mine({ transactions: [...new Set(transactions)] })
      // Without it, one of them was mined before.
      if (await mining.catch(() => null)) counts.blocks += 1
    }),
  ])
  return counts
}

async function breakNode(
  { node, onRefused, nowUs }: SoakParts,
  fault: (typeof NODE_FAULTS)[number],
  lastsMs: number,
): Promise<void> {
  switch (fault) {
    case 'cut':
      return await node.cut()
    case 'reset':
      return await node.cut({ reset: true })
    case 'refused': {
      const fromUs = nowUs()
      await node.refuse()
      await node.cut()
      await sleep(lastsMs)
      await node.listen()
      return onRefused(fromUs, nowUs())
    }
    case 'silent':
      await node.silence(true)
      await sleep(lastsMs)
      return await node.silence(false)
  }
}

/**
 * A client that comes for a while; every third does not read what it is sent, and is cut or leaves.
 * @returns whether it got in
 */
async function visit(
  parts: SoakParts,
  round: number,
  lastsMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const from = Math.max(0, parts.follower.reached() - 5_000)
  const socket = new WebSocket(`${parts.url.replace('http', 'ws')}/stream?from_seq=${from}`)
  socket.on('error', () => {}) // the server may be down
  let isIn = false
  socket.on('open', () => {
    isIn = true
    if (round % 3 === 2) socket.pause()
  })
  await pause(lastsMs, signal)
  if (round % 2 === 0) socket.terminate()
  else socket.close()
  return isIn
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {})
}
