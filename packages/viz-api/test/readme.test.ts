import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const PACKAGE_DIR = join(import.meta.dirname, '..')

test('the example of the README runs as it stands', async () => {
  const readme = await readFile(join(PACKAGE_DIR, 'README.md'), 'utf8')
  const code = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? ''
  // Inside the package, so that its own name resolves as for whoever installed it.
  await mkdir(join(PACKAGE_DIR, '.vitest'), { recursive: true })
  const dir = await mkdtemp(join(PACKAGE_DIR, '.vitest', 'readme-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  await writeFile(join(dir, 'example.ts'), code)

  const child = spawn(process.execPath, ['--conditions=@org/source', join(dir, 'example.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const exited = once(child, 'exit')
  const [said] = await Promise.race([
    once(child.stdout, 'data'),
    exited.then(([status]) => Promise.reject(new Error(`the example ended with ${status}`))),
  ])
  const response = await fetch(String(said).trim())
  expect(await response.json()).toMatchObject([{ seq: 1, node_id: 'node-a', kind: 'TxSeen' }])
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
}, 20_000)
