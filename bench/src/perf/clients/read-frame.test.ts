import { expect, test } from 'vitest'
import { type FrameSample, lastSeqOf, readFrame } from './read-frame.ts'

const hash = (last: string): string => `0x${'ab'.repeat(31)}a${last}`
const line = (seq: number, kind: string, txHash: string): string =>
  `{"seq":${seq},"node_id":"n","chain_id":1,"source_id":"s","kind":"${kind}","ingest_ts_unix_us":17000000000000${seq},"tx_hash":"${txHash}","data":{}}`
const frame = Buffer.from(
  `{"op":"events","last_seq":13,"events":[${[
    line(10, 'TxSeen', hash('0')),
    line(11, 'TxDecoded', hash('0')),
    line(12, 'TxDecoded', hash('1')),
    line(13, 'TxFeatures', hash('0')),
  ].join(',')}]}`,
)

test('counts decoded transactions and picks the samples with their numbers and times', () => {
  const samples: FrameSample[] = []
  expect(readFrame(frame, (sample) => samples.push(sample))).toBe(2)
  expect(samples).toEqual([{ hash: hash('0'), seq: 11, ingestUs: 1_700_000_000_000_011 }])
})

test('knows how far a message goes', () => {
  expect(lastSeqOf(frame)).toBe(13)
  expect(lastSeqOf(Buffer.from('{"op":"heartbeat","latest_seq":9}'))).toBeUndefined()
})
