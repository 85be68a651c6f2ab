import { expect, test } from 'vitest'
import type { CpuProfile } from '../profile.ts'
import { type Flame, flameTree } from './flame-tree.ts'

const STORAGE = 'file:///a/packages/storage/dist/index.js'
const frame = (functionName: string, url = '', lineNumber = -1) => ({ functionName, url, lineNumber })
const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2, 3, 4, 5, 10] },
    { id: 2, callFrame: frame('(idle)') },
    { id: 3, callFrame: frame('(garbage collector)') },
    { id: 4, callFrame: frame('onRead', 'node:net', 7), children: [6] },
    // The same function as another node.
    { id: 5, callFrame: frame('onRead', 'node:net', 7), children: [7, 8] },
    { id: 6, callFrame: frame('append', STORAGE, 1) },
    { id: 7, callFrame: frame('append', STORAGE, 1), children: [9] },
    { id: 8, callFrame: frame('', STORAGE, 2) },
    { id: 9, callFrame: frame('copy', 'node:buffer', 3) },
    { id: 10, callFrame: frame('onRead', 'node:http', 7) },
  ],
  startTime: 100,
  samples: [2, 3, 6, 7, 8, 9, 4, 1],
  timeDeltas: [50, 10, 20, 30, 5, 7, 1, 2],
}
const placeOf = ({ url, lineNumber }: { url: string; lineNumber?: number }) => `${url}:${lineNumber}`
const ALL = { fromUs: 0, toUs: Number.POSITIVE_INFINITY, placeOf }

const outline = ({ name, us, children }: Flame): unknown[] => [name, us, ...children.map(outline)]

test('the same chains of callers are one, the longest first; idling and what never ran are left out', () => {
  expect(outline(flameTree(profile, ALL))).toEqual([
    'all',
    75,
    ['onRead', 63, ['append', 57, ['copy', 7]], ['(anonymous)', 5]],
    ['(garbage collector)', 10],
  ])
})

test('a function that a package called of Node has its stage, but is not its own', () => {
  const [append] = flameTree(profile, ALL).children[0]?.children ?? []
  expect(append).toMatchObject({ stage: 'storage', isOwn: true, place: `${STORAGE}:1` })
  expect(append?.children[0]).toMatchObject({ name: 'copy', stage: 'storage', isOwn: false })
})

test('only what lies between the two moments counts', () => {
  const tree = flameTree(profile, { ...ALL, fromUs: 161, toUs: 210 })
  expect(outline(tree)).toEqual(['all', 50, ['onRead', 50, ['append', 50]]])
})

test('the order in which V8 numbered its nodes changes nothing', () => {
  const turned = { ...profile, nodes: profile.nodes.toReversed() }
  expect(flameTree(turned, ALL)).toEqual(flameTree(profile, ALL))
})
