import type { BlockSeenData } from '@org/events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createBlockTree, headOf } from '../../test/block-tree.ts'
import { createHeadPoller, type HeadPoller } from './head-poller.ts'

const HEAD = headOf(createBlockTree().grow(null))

interface Watched {
  readonly poller: HeadPoller
  readonly asked: readonly number[]
  readonly heard: readonly number[]
}

function watch(
  answer: (source: number) => Promise<BlockSeenData | null> = async () => HEAD,
  silentMs = 1e6,
): Watched {
  const asked: number[] = []
  const heard: number[] = []
  const poller = createHeadPoller({
    sources: 2,
    pollMs: 1,
    silentMs,
    latest(source) {
      asked.push(source)
      return answer(source)
    },
    onHead: (_head, source) => heard.push(source),
  })
  onTestFinished(() => poller.stop())
  return { poller, asked, heard }
}

test('a source that announces heads is asked once', async () => {
  const { poller, asked, heard } = watch()
  poller.onLive(0, true)
  await vi.waitFor(() => expect(heard).toEqual([0]))
  await poller.stop()
  expect(asked).toEqual([0])
})

test('a source that announces heads is asked until it answered', async () => {
  let failures = 2
  const { poller, asked, heard } = watch(async () => (failures-- > 0 ? null : HEAD))
  poller.onLive(0, true)
  await vi.waitFor(() => expect(heard).toEqual([0]))
  await poller.stop()
  expect(asked).toEqual([0, 0, 0])
})

test('a source that does not is asked again and again, also after a failure, until it is gone', async () => {
  let failures = 2
  const { poller, asked, heard } = watch(async () => (failures-- > 0 ? null : HEAD))
  poller.onLive(1, false)
  await vi.waitFor(() => expect(heard.length).toBeGreaterThan(2))
  expect(asked.length).toBeGreaterThanOrEqual(heard.length + 2)
  poller.onGone(1)
  const count = asked.length
  await poller.stop()
  expect(asked).toHaveLength(count)
  expect(new Set(asked)).toEqual(new Set([1]))
})

test('a source that is live again, now with announcements, is asked once more and no longer polled', async () => {
  const { poller, asked } = watch()
  poller.onLive(0, false)
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(2))
  poller.onLive(0, true)
  const count = asked.length
  poller.onLive(1, false)
  await vi.waitFor(() => expect(asked.filter((source) => source === 1).length).toBeGreaterThan(3))
  expect(asked.filter((source) => source === 0).length).toBe(count)
})

test('an answer that comes after the source is gone is not heard, and nothing starts after stop', async () => {
  const { promise, resolve } = Promise.withResolvers<BlockSeenData>()
  const { poller, asked, heard } = watch(() => promise)
  poller.onLive(0, true)
  poller.onGone(0)
  resolve(HEAD)
  await poller.stop()
  poller.onLive(0, true)
  await poller.stop()
  expect(asked).toEqual([0])
  expect(heard).toEqual([])
})

test('a source that announces heads and is silent for long is asked, and not while it shows some', async () => {
  const { poller, asked } = watch(async () => HEAD, 100)
  poller.onLive(0, true)
  poller.onLive(1, true)
  const shows = setInterval(() => poller.onHead(1), 1)
  onTestFinished(() => clearInterval(shows))
  await vi.waitFor(() => expect(asked.filter((source) => source === 0).length).toBeGreaterThan(3))
  expect(asked.filter((source) => source === 1)).toEqual([1])
})
