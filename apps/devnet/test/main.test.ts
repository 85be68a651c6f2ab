import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { createNodeClient } from '../src/index.ts'
import { isAlive, until } from './chain.ts'

interface Ready {
  readonly ready: true
  readonly http_url: string
  readonly ws_url: string
  readonly chain_id: number
  readonly seed: string
  readonly anvil_pid: number
  readonly chains_path: string
  readonly protocols_path: string
}

interface Run {
  readonly child: ChildProcess
  readonly output: { stdout: string; stderr: string }
  readonly exited: Promise<number | null>
}

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const runs: Run[] = []
let dir: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'devnet-test-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))
afterEach(async () => {
  for (const { child, exited } of runs.splice(0)) {
    child.kill('SIGKILL')
    await exited
  }
})

function run(env: Record<string, string>, ipc: boolean): Run {
  const child = spawn(process.execPath, ['--conditions=@org/source', main], {
    env: { PATH: process.env.PATH, DEVNET_DIR: dir, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk: Buffer) => {
    output.stdout += chunk.toString()
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    output.stderr += chunk.toString()
  })
  const exited = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null)
  const started = { child, output, exited }
  runs.push(started)
  return started
}

async function ready({ output }: Run): Promise<Ready> {
  await until('the ready line', () => output.stdout.includes('\n'))
  return JSON.parse(output.stdout) as Ready // checked by the tests
}

/** Pool and blocks after the deployment. */
async function seen(url: string): Promise<number> {
  const client = createNodeClient(url)
  const { pending, queued } = await client.getTxpoolStatus()
  const { transactions } = await client.getBlock()
  return pending + queued + transactions.length
}

it('without a channel: one ready line, traffic at once, SIGINT ends everything with code 0', async () => {
  const started = run({ DEVNET_SEED: 'main', DEVNET_TX_PER_SECOND: '100' }, false)
  const report = await ready(started)
  expect(report).toEqual({
    ready: true,
    http_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    ws_url: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+$/),
    chain_id: 31_337,
    seed: 'main',
    anvil_pid: expect.any(Number),
    chains_path: join(dir, 'chains.json'),
    protocols_path: join(dir, 'protocols.json'),
  })
  const chains = JSON.parse(await readFile(report.chains_path, 'utf8')) as unknown
  expect(chains).toMatchObject({ chains: [{ sources: [{ endpoints: [{ ws_url: report.ws_url }] }] }] })
  await until('traffic', async () => (await seen(report.http_url)) > 5)
  expect(isAlive(report.anvil_pid)).toBe(true)
  started.child.kill('SIGINT')
  expect(await started.exited).toBe(0)
  expect(isAlive(report.anvil_pid)).toBe(false)
  expect(started.output.stderr).toBe('')
}, 60_000)

it('with a channel: waits for the word, and ends when the channel does', async () => {
  const started = run({ DEVNET_TX_PER_SECOND: '100', DEVNET_BLOCK_SECONDS: '600' }, true)
  const [message] = (await once(started.child, 'message')) as [Ready]
  expect(message).toEqual(await ready(started))
  expect(await seen(message.http_url)).toBe(0)
  started.child.send({ start: true })
  await until('traffic', async () => (await seen(message.http_url)) > 5)
  started.child.disconnect()
  expect(await started.exited).toBe(0)
  expect(isAlive(message.anvil_pid)).toBe(false)
}, 60_000)

it('draws another seed in each run', async () => {
  const [one, other] = await Promise.all([ready(run({}, true)), ready(run({}, true))])
  expect(one.seed).not.toBe(other.seed)
}, 60_000)

it('removes the temporary folder it made', async () => {
  const started = run({ DEVNET_DIR: '' }, true)
  const { chains_path } = await ready(started)
  expect(existsSync(chains_path)).toBe(true)
  started.child.kill('SIGTERM')
  expect(await started.exited).toBe(0)
  expect(existsSync(chains_path)).toBe(false)
}, 60_000)

it('ends with 75 when the node dies', async () => {
  const started = run({}, true)
  const { anvil_pid } = await ready(started)
  process.kill(anvil_pid, 'SIGKILL')
  expect(await started.exited).toBe(75)
  expect(started.output.stderr).toContain(`anvil (pid ${anvil_pid}) ended on its own`)
}, 60_000)

it('ends with 1 and names every bad value before anything starts', async () => {
  const started = run({ DEVNET_PORT: 'eighty', DEVNET_TX_PER_SECOND: '5000' }, false)
  expect(await started.exited).toBe(1)
  expect(started.output).toEqual({
    stdout: '',
    stderr:
      'devnet: DEVNET_PORT must be a whole number from 0 to 65535, not "eighty"\n' +
      'devnet: DEVNET_TX_PER_SECOND must be a number from 0.1 to 1000, not "5000"\n',
  })
}, 60_000)

it('ends with 1 when the port is taken', async () => {
  const { http_url } = await ready(run({}, true))
  const port = new URL(http_url).port
  const second = run({ DEVNET_PORT: port }, true)
  expect(await second.exited).toBe(1)
  expect(second.output.stderr).toContain(`port ${port} on 127.0.0.1 is in use`)
}, 60_000)
