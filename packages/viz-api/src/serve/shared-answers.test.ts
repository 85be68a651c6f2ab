import { expect, test } from 'vitest'
import { jsonAnswer, problemAnswer } from '../http/answer.ts'
import { createSharedAnswers } from './shared-answers.ts'

const json = (text: string) => jsonAnswer(JSON.stringify(text) as Parameters<typeof jsonAnswer>[0])

function setUp(maxBytes = 1_000_000) {
  let nowMs = 0
  let made = 0
  const shared = createSharedAnswers(maxBytes, () => nowMs)
  const ask = (key: string, version: number, text = 'x', ageMs = 0) => {
    const answer = shared.get({
      key,
      version,
      ageMs,
      make: () => {
        made += 1
        return json(text)
      },
    })
    if (answer instanceof Promise || answer.kind !== 'document') throw new Error('not a document')
    return answer.body()
  }
  const pass = (ms: number): void => {
    nowMs += ms
  }
  return { shared, ask, made: () => made, pass }
}

test('the same question at the same version has the same bytes; another version or key has others', () => {
  const { ask, made } = setUp()
  expect(ask('a', 1)).toBe(ask('a', 1))
  expect(made()).toBe(1)
  ask('a', 2)
  ask('b', 2)
  expect(made()).toBe(3)
})

test('an older version is given while it is not older than may be', () => {
  const { ask, made, pass } = setUp()
  ask('a', 1, 'x', 50)
  pass(49)
  ask('a', 2, 'x', 50)
  expect(made()).toBe(1)
  pass(1)
  ask('a', 2, 'x', 50)
  expect(made()).toBe(2)
})

test('one of the present version is made anew after a second: it may tell of the present', () => {
  const { ask, pass } = setUp()
  expect(ask('a', 1, 'then')).toBe(ask('a', 1, 'now'))
  pass(999)
  expect(ask('a', 1, 'now')).toMatchObject({ bytes: Buffer.from('"then"') })
  pass(1)
  expect(ask('a', 1, 'now')).toMatchObject({ bytes: Buffer.from('"now"') })
  ask('b', 1, 'then', 5_000)
  pass(4_999)
  expect(ask('b', 1, 'now', 5_000)).toMatchObject({ bytes: Buffer.from('"then"') })
})

test('what was not asked for longest leaves when bytes or keys are too many', () => {
  const { ask, shared, made } = setUp(1_000)
  const text = 'y'.repeat(300)
  ask('a', 1, text)
  ask('b', 1, text)
  ask('c', 1, text)
  ask('a', 1, text)
  ask('d', 1, text)
  expect(shared.bytes()).toBeLessThanOrEqual(1_000)
  expect(made()).toBe(4)
  ask('a', 1, text)
  expect(made()).toBe(4)
  ask('b', 1, text)
  expect(made()).toBe(5)
  for (let key = 0; key < 1_000; key += 1) ask(`k${key}`, 1)
  expect(shared.bytes()).toBeLessThanOrEqual(1_000)
})

test('those who ask while it is made wait for the same; a failure or a problem is not kept', async () => {
  const { shared } = setUp()
  let made = 0
  const ask = (answer: () => Promise<ReturnType<typeof json> | ReturnType<typeof problemAnswer>>) =>
    shared.get({
      key: 'a',
      version: 1,
      ageMs: 0,
      make: () => {
        made += 1
        return answer()
      },
    })
  const broken = async () => Promise.reject(new Error('no'))
  await expect(ask(broken)).rejects.toThrow('no')
  await ask(async () => problemAnswer('not-found', 'none'))
  const both = await Promise.all([ask(async () => json('x')), ask(async () => json('y'))])
  expect(both[0]).toBe(both[1])
  expect(made).toBe(3)
})
