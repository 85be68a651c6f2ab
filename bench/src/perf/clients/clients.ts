import { createSystemClock } from '@org/events'
import type { FromClients, ToClients } from './messages.ts'
import { type FrameSample, readFrame } from './read-frame.ts'
import { openStreamClient, type StreamClient } from './stream-client.ts'

// The stream clients, in a process of their own. All take every event; the first also looks into the messages.

const PROGRESS_MS = 50
const { nowUs } = createSystemClock()
const clients: StreamClient[] = []
let samples: FrameSample[] = []
let decoded = 0
let lastDecodedUs = 0
let cpu = process.cpuUsage()

function look(frame: Buffer): void {
  const count = readFrame(frame, (sample) => samples.push(sample))
  if (count === 0) return
  decoded += count
  lastDecodedUs = nowUs()
}

async function open(url: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    clients.push(await openStreamClient(url, nowUs, index === 0 ? look : null))
  }
  setInterval(() => {
    say({ op: 'progress', decoded, lastSeq: Math.min(...clients.map((client) => client.reached())) })
  }, PROGRESS_MS)
  say({ op: 'opened' })
}

function begin(): void {
  for (const client of clients) client.begin()
  samples = []
  decoded = 0
  lastDecodedUs = 0
  cpu = process.cpuUsage()
  say({ op: 'begun' })
}

function report(): void {
  const { user, system } = process.cpuUsage(cpu)
  const sum = (name: 'messages' | 'bytes' | 'cuts'): number =>
    clients.reduce((total, { totals }) => total + totals[name], 0)
  say({
    op: 'report',
    decoded,
    lastDecodedUs,
    samples: samples.map(({ hash, seq, ingestUs }) => ({
      hash,
      ingestUs,
      arrivedUs: clients.flatMap((client) => client.arrivedUs(seq) ?? []),
    })),
    cuts: sum('cuts'),
    messages: sum('messages'),
    bytes: sum('bytes'),
    cpuSeconds: (user + system) / 1e6,
  })
}

function say(message: FromClients): void {
  // A parent that is gone wants to hear nothing: the end of the channel ends this process.
  process.send?.(message, undefined, undefined, () => {})
}

process.on('message', (message: ToClients) => {
  switch (message.op) {
    case 'open':
      open(message.url, message.clients).catch((error: unknown) => {
        process.stderr.write(`${String(error)}\n`)
        process.exit(1)
      })
      return
    case 'begin':
      return begin()
    case 'report':
      return report()
  }
})
process.on('disconnect', () => process.exit())
