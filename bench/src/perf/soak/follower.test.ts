import type { AddressInfo } from 'node:net'
import { waitFor } from '@org/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { startFollower } from './follower.ts'

const line = (seq: number, kind: string, hash: string): string =>
  `{"seq":${seq},"node_id":"n","chain_id":1,"source_id":"s","kind":"${kind}","ingest_ts_unix_us":17,"tx_hash":"${hash}","data":{}}`
const events = (...lines: readonly string[]): string =>
  `{"op":"events","last_seq":0,"events":[${lines.join(',')}]}`

/** Follows a server that sends each connection its messages and ends it; the last stays. */
async function follow(...connections: readonly (readonly string[])[]) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => void server.close())
  const asked: (string | undefined)[] = []
  server.on('connection', (socket, request) => {
    asked.push(request.url)
    for (const message of connections[asked.length - 1] ?? []) socket.send(message)
    if (asked.length < connections.length) socket.close()
  })
  if (server.address() === null) await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo // it listens on TCP
  const follower = startFollower(`http://127.0.0.1:${port}`, 100)
  onTestFinished(() => follower.stop())
  const until = (seq: number) => waitFor(() => follower.reached() === seq, { what: `number ${seq}` })
  return { follower, asked, until }
}

test('every number once and in order over connections has no faults, and outcomes are known', async () => {
  const { follower, asked, until } = await follow(
    [events(line(1, 'TxSeen', 'a'), line(2, 'TxDecoded', 'a')), events(line(3, 'TxDropped', 'a'))],
    [events(line(4, 'TxDropped', 'b'), line(5, 'TxRejected', 'c'), line(6, 'TxDropped', 'd'))],
    [events(line(7, 'TxDecoded', 'd'))],
  )
  await until(7)
  expect(follower.faults).toEqual([])
  expect(asked.map((url) => url?.split('=')[1])).toEqual(['0', '3', '6'])
  // A body that was dropped from the pool later came; one that came after a drop did as well.
  expect(['a', 'b', 'c', 'd', 'e'].map((hash) => follower.outcomeOf(hash))).toEqual([
    'decoded',
    'dropped',
    'rejected',
    'decoded',
    undefined,
  ])
  expect(follower.counts).toEqual({ connections: 3, decoded: 2 })
})

test.each([
  ['a number that is left out', [events(line(1, 'TxSeen', 'a'), line(3, 'TxSeen', 'b'))], 3],
  ['a number that comes twice', [events(line(1, 'TxSeen', 'a')), events(line(1, 'TxSeen', 'a'))], 1],
  ['a line of another shape', [events(line(1, 'TxSeen', 'a'), '{"seq":2}', line(3, 'TxSeen', 'b'))], 3],
  ['a reset', ['{"op":"reset","reason":"ahead"}', events(line(1, 'TxSeen', 'a'))], 1],
])('%s is a fault', async (_, messages, last) => {
  const { follower, until } = await follow(messages)
  await until(last)
  await waitFor(() => follower.faults.length > 0, { what: 'a fault' })
  expect(follower.faults).toHaveLength(1)
})
