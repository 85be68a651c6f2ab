import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir } from 'node:fs/promises'
import { tempDir, waitFor } from '@org/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DirectoryLock, lockDirectory } from './lock.ts'

const children = new Set<ChildProcess>()
let directory: Awaited<ReturnType<typeof tempDir>>
beforeEach(async () => {
  directory = await tempDir()
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
  await directory.remove()
})

const CHILD = new URL('../../test/support/lock-child.ts', import.meta.url).pathname

async function holdInChild(path: string): Promise<{ pid: number; kill(): Promise<void> }> {
  const child = spawn(process.execPath, ['--conditions=@org/source', CHILD, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.add(child)
  await once(child.stdout, 'data')
  return {
    pid: child.pid ?? 0,
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

describe('lockDirectory', () => {
  it('error: refuses a second holder and names the directory and the first', async () => {
    const lock = await lockDirectory(directory.path)
    await expect(lockDirectory(directory.path)).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      retryable: false,
      message: `the data directory ${directory.path} is in use by process ${process.pid}`,
    })
    await lock.release()
    const next = await lockDirectory(directory.path)
    await next.release()
  })

  it('error: refuses while another process holds it; a kill -9 frees it at once', async () => {
    for (let round = 0; round < 3; round += 1) {
      const child = await holdInChild(directory.path)
      await expect(lockDirectory(directory.path)).rejects.toMatchObject({
        message: expect.stringContaining(`process ${child.pid}`),
      })
      await child.kill()
      const lock = await lockDirectory(directory.path)
      await lock.release()
    }
    expect(await readdir(`${directory.path}/lock`)).toEqual([])
  })

  it('error: takes a process that is stopped and does not answer for alive', async () => {
    const child = await holdInChild(directory.path)
    process.kill(child.pid, 'SIGSTOP')
    await expect(lockDirectory(directory.path)).rejects.toMatchObject({
      message: expect.stringContaining('a process that does not answer'),
    })
    await child.kill()
  })

  it('lets at most one of many contenders have it', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(directory.path)))
    const held: DirectoryLock[] = []
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') held.push(outcome.value)
      else expect(outcome.reason).toMatchObject({ code: 'DATA_DIR_IN_USE' })
    }
    expect(held.length).toBeLessThanOrEqual(1)
    for (const lock of held) await lock.release()
    await waitFor(async () => (await readdir(`${directory.path}/lock`)).length === 0, {
      timeoutMs: 5_000,
      what: 'no lock left',
    })
  })

  it('works in a directory whose name does not fit a socket address', async () => {
    const long = `${directory.path}/${'long-'.repeat(40)}`
    await mkdir(long)
    const lock = await lockDirectory(long)
    await expect(lockDirectory(long)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' })
    await lock.release()
    await (await lockDirectory(long)).release()
  })

  it('error: a file where the directory should be is named', async () => {
    const child = new URL('lock.ts', import.meta.url).pathname
    await expect(lockDirectory(child)).rejects.toMatchObject({
      code: 'DATA_DIR_UNUSABLE',
      message: expect.stringContaining(child),
    })
  })
})
