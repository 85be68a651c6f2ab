import { expect, test } from 'vitest'
import { type CpuProfile, stagesOf } from './profile.ts'

const frame = (functionName: string, url = '') => ({ functionName, url })
const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2, 3, 4, 5] },
    { id: 2, callFrame: frame('(garbage collector)') },
    { id: 3, callFrame: frame('(idle)') },
    { id: 4, callFrame: frame('onRead', 'node:internal/stream'), children: [6] },
    { id: 5, callFrame: frame('(program)') },
    { id: 6, callFrame: frame('onFrame', 'file:///a/packages/ingest/dist/index.js'), children: [7, 8] },
    { id: 7, callFrame: frame('toString'), children: [] },
    { id: 8, callFrame: frame('append', 'file:///a/packages/storage/src/wal/writer.ts') },
  ],
  startTime: 1000,
  samples: [1, 2, 3, 4, 5, 6, 7, 8, 8],
  timeDeltas: [10, 10, 10, 10, 10, 10, 10, 10, 10],
}

test('time goes to the package of a function, and to the caller where it has none', () => {
  expect(stagesOf(profile, 0, Number.POSITIVE_INFINITY)).toEqual({
    gc: 10,
    idle: 10,
    native: 10,
    node: 20,
    ingest: 20,
    storage: 20,
  })
})

test('only what lies between the two moments counts', () => {
  expect(stagesOf(profile, 1075, 1085)).toEqual({ storage: 10 })
})
