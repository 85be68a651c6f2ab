import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { createDevnet, createNodeClient } from '../src/index.ts'
import { until } from './chain.ts'

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function answers(port: number): Promise<boolean> {
  try {
    await createNodeClient(`http://127.0.0.1:${port}`).getChainId()
    return true
  } catch {
    return false
  }
}

it('does nothing before start, and stop is harmless then', async () => {
  const devnet = createDevnet({ seed: 'idle' })
  expect(devnet.stats()).toEqual({ traffic: null, mining: null })
  await expect(devnet.startTraffic()).rejects.toThrow('does not run yet')
  await devnet.stop()
  await devnet.stop()
  await devnet.closed
})

it.each([
  ['at once', false],
  ['while it deploys', true],
])(
  'a stop during the start, %s, rejects the start and leaves no node behind',
  async (_, whenUp) => {
    const port = await freePort()
    const devnet = createDevnet({ seed: 'stopped early', port })
    const started = devnet.start()
    const outcome = started.then(
      () => 'started',
      () => 'rejected',
    )
    if (whenUp) await until('the node', () => answers(port))
    await devnet.stop()
    expect(await outcome).toBe('rejected')
    expect(await answers(port)).toBe(false)
    await devnet.closed
  },
  60_000,
)

it('sends at the rate asked for, up to the highest', async () => {
  const devnet = createDevnet({
    seed: `fast ${Date.now()}`,
    txPerSecond: 1_000,
    blockSeconds: 1,
    reorgSeconds: 0,
  })
  try {
    await devnet.start()
    await devnet.startTraffic()
    const sent = (): number => {
      const { traffic } = devnet.stats()
      return traffic === null ? 0 : Object.values(traffic.sent).reduce((sum, count) => sum + count, 0)
    }
    await until('2,000 transactions', () => sent() > 2_000)
    const { traffic } = devnet.stats()
    expect(traffic?.rejected).toBe(0)
    expect(traffic?.inFlight).toBeLessThanOrEqual(256)
  } finally {
    await devnet.stop()
  }
}, 120_000)
