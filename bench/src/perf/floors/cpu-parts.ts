import { crc32 } from 'node:zlib'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { Counter, Histogram, Registry } from 'prom-client'
import type { Inputs } from './inputs.ts'
import type { Part } from './part.ts'

/** Share of bodies whose hash is recomputed when nothing is configured. */
const HASH_CHECK_SHARE = 1 / 64
/** Of a commit: what one checksum is taken over. */
const COMMIT_BYTES = 256 * 1024
/** Hashes that are in a map at the same time, as in those of a busy chain. */
const MAP_SIZE = 20_000
const METRIC_CALLS = 200_000
/** As many as `storage_wal_fsync_seconds` has. */
const BUCKETS = Array.from({ length: 14 }, (_, index) => 1e-4 * 2 ** index)

/** Parts that need the processor and nothing else, each over all inputs once a run. */
export function cpuParts({ transactions, answers, hashes, raw, lines }: Inputs): readonly Part[] {
  const eventsPerTx = lines.length / transactions
  const texts = answers.map((answer) => answer.toString())
  const events = lines.map((line): unknown => JSON.parse(line))
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  const target = Buffer.alloc(Math.max(...lines.map((line) => Buffer.byteLength(line))))
  const perBody = { unit: 'transaction', count: transactions, perTransaction: 1 } as const
  const perEvent = { unit: 'event', count: lines.length, perTransaction: eventsPerTx } as const
  const write = (encoding: 'latin1' | 'utf8'): number =>
    lines.reduce((sum, line) => sum + target.write(line, 0, encoding), 0)
  return [
    {
      ...perBody,
      name: 'bytes of a body to text',
      stage: 'ingest',
      run: () => answers.reduce((sum, answer) => sum + answer.toString().length, 0),
    },
    {
      ...perBody,
      name: 'JSON.parse of a body in a batch of 128',
      stage: 'ingest',
      run: () => texts.reduce((sum, text) => sum + lengthOf(JSON.parse(text)), 0),
    },
    {
      ...perBody,
      name: 'keccak-256 of a raw transaction',
      stage: 'ingest',
      perTransaction: HASH_CHECK_SHARE,
      run: () => raw.reduce((sum, each) => sum + (keccak_256(each)[0] ?? 0), 0),
    },
    { ...perBody, name: 'Map by hash: set, get, delete', stage: 'ingest', run: mapOf(hashes) },
    {
      ...perEvent,
      name: 'JSON.stringify of an event',
      stage: 'events',
      run: () => events.reduce<number>((sum, event) => sum + JSON.stringify(event).length, 0),
    },
    { ...perEvent, name: 'line into a buffer, UTF-8', stage: 'storage', run: () => write('utf8') },
    {
      ...perEvent,
      name: 'line into a buffer, Latin-1',
      stage: 'storage',
      perTransaction: 0,
      run: () => write('latin1'),
    },
    {
      ...perEvent,
      name: 'CRC-32 of a line, within those of a commit',
      stage: 'storage',
      run() {
        let sum = 0
        for (let at = 0; at < bytes.length; at += COMMIT_BYTES)
          sum += crc32(bytes.subarray(at, at + COMMIT_BYTES))
        return sum
      },
    },
    {
      ...perEvent,
      name: 'CRC-32 of a line by itself',
      stage: 'storage',
      perTransaction: 0,
      run: () => lines.reduce((sum, line) => sum + crc32(line), 0),
    },
    ...metricParts(),
  ]
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0
}

/** Strings as they are cut out of frames and bodies: their hash code is not known yet, and no two are the same object. */
function mapOf(hashes: readonly string[]): () => number {
  const frames = hashes.join('')
  const bodies = `${frames} `
  const { length } = hashes[0] ?? ''
  const cut = (text: string, index: number): string => text.slice(index * length, (index + 1) * length)
  return () => {
    const map = new Map<string, number>()
    let found = 0
    for (let index = 0; index < hashes.length; index += 1) {
      map.set(cut(frames, index), index)
      const old = index - MAP_SIZE
      if (old >= 0) found += takeOut(map, cut(bodies, old))
    }
    for (let old = Math.max(0, hashes.length - MAP_SIZE); old < hashes.length; old += 1) {
      found += takeOut(map, cut(bodies, old))
    }
    return found
  }
}

function takeOut(map: Map<string, number>, key: string): number {
  const value = map.get(key)
  map.delete(key)
  return value === undefined ? 0 : value + 1
}

function metricParts(): readonly Part[] {
  const registers = [new Registry()]
  const family = { help: 'Nothing.', labelNames: ['chain_id'], registers }
  const counter = new Counter({ ...family, name: 'floor_total' }).labels('1')
  const histogram = new Histogram({ ...family, name: 'floor_seconds', buckets: BUCKETS }).labels('1')
  const perCall = { stage: 'metrics', unit: 'call', count: METRIC_CALLS, perTransaction: 0 } as const
  return [
    {
      ...perCall,
      name: 'prom-client: inc of a counter',
      run() {
        for (let call = 0; call < METRIC_CALLS; call += 1) counter.inc()
        return METRIC_CALLS
      },
    },
    {
      ...perCall,
      name: 'prom-client: observe of a histogram',
      run() {
        for (let call = 0; call < METRIC_CALLS; call += 1) histogram.observe(call / METRIC_CALLS)
        return METRIC_CALLS
      },
    },
  ]
}
