import type { Hash } from '@org/events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ConnectionListener } from '../transport/frame-listener.ts'
import { createHandover, type HandoverOptions } from './handover.ts'

const hashOf = (n: number): Hash => `0x${n.toString(16).padStart(64, '0')}` as Hash // 64 hex digits

function set(bounds: Omit<HandoverOptions, 'to'> = {}) {
  const seen: [Hash, number][] = []
  const bodies: string[] = []
  const to: ConnectionListener = {
    onLive: () => {},
    onHash: (hash, arrivalUs) => seen.push([hash, arrivalUs]),
    onTransaction(hash, frame, arrivalUs) {
      seen.push([hash, arrivalUs])
      bodies.push(String(frame))
    },
    onHead: () => seen.push([hashOf(0), 0]),
    onInvalidFrame: () => seen.push([hashOf(0), 0]),
  }
  return { seen, bodies, handover: createHandover({ to, ...bounds }) }
}

test('the connection in use goes on, and the trial is heard after the switch only', () => {
  const { seen, bodies, handover } = set()
  handover.trial.onHash(hashOf(1), 10)
  handover.inUse.onHash(hashOf(2), 20)
  handover.trial.onTransaction(hashOf(2), Buffer.from('two'), 30)
  handover.trial.onTransaction(hashOf(3), Buffer.from('three'), 40)
  handover.trial.onTransaction(hashOf(3), Buffer.from('three'), 50)
  handover.trial.onInvalidFrame('malformed', 'x')
  expect(seen).toEqual([[hashOf(2), 20]])
  handover.complete()
  expect(seen.slice(1)).toEqual([
    [hashOf(1), 10],
    [hashOf(3), 40],
  ])
  expect(bodies).toEqual(['three'])
})

test('what the connection in use showed after the trial did is not handed on again', () => {
  const { seen, handover } = set()
  handover.trial.onHash(hashOf(1), 10)
  handover.inUse.onTransaction(hashOf(1), Buffer.from('one'), 20)
  handover.complete()
  expect(seen).toEqual([[hashOf(1), 20]])
})

test.each([
  ['in number', { maxHeld: 4 }, Buffer.from('')],
  ['in bytes', { maxHeldBytes: 40 }, Buffer.from('0123456789')],
])(
  'what is held is bounded %s, the oldest goes, and half of it says that it is time',
  async (_n, bounds, frame) => {
    const { seen, handover } = set(bounds)
    let time = false
    void handover.filled.then(() => (time = true))
    handover.trial.onTransaction(hashOf(1), frame, 1)
    await Promise.resolve()
    expect(time).toBe(false)
    handover.trial.onTransaction(hashOf(2), frame, 2)
    await handover.filled
    for (let n = 3; n <= 6; n++) handover.trial.onTransaction(hashOf(n), frame, n)
    handover.complete()
    expect(seen.map(([, arrivalUs]) => arrivalUs)).toEqual([3, 4, 5, 6])
  },
)

test('what is remembered is bounded, the oldest is forgotten', () => {
  const { seen, handover } = set({ maxRemembered: 2 })
  for (let n = 1; n <= 3; n++) handover.inUse.onHash(hashOf(n), n)
  for (let n = 1; n <= 3; n++) handover.trial.onHash(hashOf(n), 10 + n)
  handover.complete()
  expect(seen.slice(3)).toEqual([[hashOf(1), 11]])
})

test('whatever both show in whatever order, every transaction is handed on once', () => {
  const frame = fc.record({ by: fc.constantFrom('inUse' as const, 'trial' as const), n: fc.nat(20) })
  fc.assert(
    fc.property(fc.uniqueArray(frame, { selector: ({ by, n }) => `${by}${n}` }), (frames) => {
      const { seen, handover } = set()
      for (const { by, n } of frames) handover[by].onHash(hashOf(n), 1)
      handover.complete()
      const hashes = seen.map(([hash]) => hash).toSorted()
      expect(hashes).toEqual([...new Set(frames.map(({ n }) => hashOf(n)))].toSorted())
    }),
  )
})
