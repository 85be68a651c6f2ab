import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { type Anvil, startAnvil, type TempDir, tempDir, waitFor } from '@org/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { ROOT } from '../src/repository.ts'

// `pnpm dev` and `pnpm start` with a chain of the user's own. The smoke run of CI does the same for the devnet.

let anvil: Anvil
let data: TempDir
const running: Command[] = []

interface Command {
  readonly process: ChildProcess
  output(): string
  readonly exited: Promise<number | null>
}

function run(script: 'dev' | 'start', env: Readonly<Record<string, string>>): Command {
  const child = spawn(
    process.execPath,
    ['--conditions=@org/source', join(ROOT, `scripts/src/${script}.ts`)],
    {
      cwd: ROOT,
      env: { ...process.env, VIZ_API_BIND: '127.0.0.1:0', DATA_DIR: data.path, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
  }
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  const command = { process: child, output: () => text, exited }
  running.push(command)
  return command
}

const userChain = (): Readonly<Record<string, string>> => ({
  VIZ_API_CHAINS: JSON.stringify([
    { chain_key: 'mine', chain_id: anvil.chainId, ws_url: anvil.wsUrl, http_url: anvil.httpUrl },
  ]),
})

const urlIn = (command: Command, pattern: RegExp): Promise<string> =>
  waitFor(() => pattern.exec(command.output())?.[1], {
    what: `a URL in the output: ${command.output()}`,
    timeoutMs: 60_000,
  })

const chainKeys = async (url: string): Promise<readonly string[]> => {
  const rows = (await (await fetch(`${url}/chains`)).json()) as { chain_key: string }[] // the contract of /chains
  return rows.map((row) => row.chain_key)
}

beforeAll(async () => {
  anvil = await startAnvil({ blockTimeSec: 1 })
})
afterAll(() => anvil.stop())
beforeEach(async () => {
  data = await tempDir('mevscope-commands')
})
afterEach(async () => {
  for (const command of running.splice(0)) command.process.kill('SIGKILL')
  await data.remove()
})

test('dev watches the chain of the user and starts no devnet; SIGINT ends it with 0', async () => {
  const dev = run('dev', userChain())
  const url = await urlIn(dev, /page\s+(http:\S+?)\/\s/)
  expect(await chainKeys(url)).toEqual(['mine'])
  await waitFor(() => dev.output().includes('durable seq'), { what: 'the live line', timeoutMs: 20_000 })
  expect(dev.output()).not.toContain('devnet')
  dev.process.kill('SIGINT')
  expect(await dev.exited, dev.output()).toBe(0)
}, 120_000)

test('start runs the built server on the chain of the user, forwards SIGTERM and ends with its exit code', async () => {
  const start = run('start', userChain())
  const url = await urlIn(start, /"url":"(http:[^"]+)"/)
  expect(await chainKeys(url)).toEqual(['mine'])
  expect(await (await fetch(`${url}/`)).text()).toContain('<script')
  start.process.kill('SIGTERM')
  expect(await start.exited, start.output()).toBe(0)
}, 120_000)

test('start without a chain says so and ends with 1', async () => {
  const start = run('start', {})
  expect(await start.exited).toBe(1)
  expect(start.output()).toContain('VIZ_API_CHAINS: no chain is configured')
}, 60_000)
