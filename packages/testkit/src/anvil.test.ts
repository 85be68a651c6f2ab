import { spawn } from 'node:child_process'
import { expect, onTestFinished, test } from 'vitest'
import { startAnvil } from './anvil.ts'

/** True while a process with this id exists. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function chainIdOf(httpUrl: string): Promise<unknown> {
  const answer = await fetch(httpUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}',
  })
  return answer.json()
}

test('a real node listens on a free port, and is gone after stop', async () => {
  const node = await startAnvil({ chainId: 77 })
  onTestFinished(() => node.stop())
  expect(await chainIdOf(node.httpUrl)).toMatchObject({ result: '0x4d' })
  expect(isAlive(node.pid)).toBe(true)
  await Promise.all([node.stop(), node.stop()])
  await node.exited
  expect(isAlive(node.pid)).toBe(false)
})

test('a node that cannot start says why', async () => {
  await expect(startAnvil({ args: ['--no-such-option'] })).rejects.toThrowError(
    /ended \(code 2.*--no-such-option/s,
  )
})

test('a node does not outlive the process that started it, even when that one is killed', async () => {
  const program = `
    import { startAnvil } from ${JSON.stringify(new URL('./anvil.ts', import.meta.url).href)}
    console.log((await startAnvil()).httpUrl)`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const httpUrl = await new Promise<string>((resolve, reject) => {
    parent.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()))
    parent.once('exit', () => reject(new Error('the parent ended early')))
  })
  expect(await chainIdOf(httpUrl)).toMatchObject({ result: '0x7a69' })
  parent.kill('SIGKILL')
  // By its port, not its pid: where nobody reaps orphans their pids stay.
  const gone = (): Promise<boolean> =>
    chainIdOf(httpUrl).then(
      () => false,
      () => true,
    )
  await expect.poll(gone, { timeout: 20_000 }).toBe(true)
})
