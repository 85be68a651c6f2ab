import { noopLogger } from '@org/events'
import { expect, test } from 'vitest'
import { supervise } from './supervise.ts'
import { createBackoff } from './transport/backoff.ts'

const backoff = createBackoff({ baseMs: 1, maxMs: 1, random: () => 0 })

test('a worker that crashes is run again until it returns', async () => {
  let runs = 0
  const crashes: unknown[] = []
  const worker = async (): Promise<void> => {
    runs++
    if (runs < 3) throw new Error(`crash ${runs}`)
  }
  const { signal } = new AbortController()
  await supervise(worker, {
    logger: noopLogger,
    signal,
    backoff,
    onCrash: (error) => crashes.push(String(error)),
  })
  expect(runs).toBe(3)
  expect(crashes).toEqual(['Error: crash 1', 'Error: crash 2'])
})

test('after an abort a crash is the end', async () => {
  const aborter = new AbortController()
  let runs = 0
  const worker = async (): Promise<void> => {
    runs++
    aborter.abort()
    throw new Error('crash')
  }
  await supervise(worker, { logger: noopLogger, signal: aborter.signal, backoff, onCrash: () => {} })
  expect(runs).toBe(1)
})

test('a listener that throws does not leave the worker down', async () => {
  let runs = 0
  const worker = async (): Promise<void> => {
    runs++
    if (runs === 1) throw new Error('crash')
  }
  const { signal } = new AbortController()
  const onCrash = (): never => {
    throw new Error('defect')
  }
  await supervise(worker, { logger: noopLogger, signal, backoff, onCrash })
  expect(runs).toBe(2)
})
