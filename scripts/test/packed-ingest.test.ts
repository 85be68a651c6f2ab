import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Anvil, startAnvil } from '@org/testkit'
import { createWalletClient, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from '../src/repository.ts'

// What a user of the published package does: install the tarballs into an empty folder, copy the program out of the
// README, run it with plain node. Turbo builds the packages before this test.

/** The first of the accounts that anvil prints at its start. */
const ANVIL_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'

/** Without a registry npm tries for minutes; the test says so sooner. */
const INSTALL_MS = 90_000

let folder = ''
let anvil: Anvil

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mevscope-packed-'))
  anvil = await startAnvil({ blockTimeSec: 1 })
}, 30_000)

afterAll(async () => {
  await anvil.stop()
  rmSync(folder, { recursive: true, force: true })
})

function readmeProgram(): string {
  const readme = readFileSync(join(ROOT, 'packages/ingest/README.md'), 'utf8')
  const program = /```(?:js|javascript|mjs)\n(\/\/ watch\.mjs\b[\s\S]*?)```/.exec(readme)?.[1]
  if (program === undefined)
    throw new Error('packages/ingest/README.md has no block that begins with // watch.mjs')
  return program
}

test('the README program is 15 lines at most and imports nothing but @org/ingest', () => {
  const lines = readmeProgram().trim().split('\n')
  expect(lines.length).toBeLessThanOrEqual(16) // the first names the file
  expect(
    lines.filter((line) => /\bimport\b/.test(line)).every((line) => line.includes("'@org/ingest'")),
  ).toBe(true)
})

test('the README program prints decoded pending transactions from the packed tarballs', async () => {
  for (const name of ['events', 'ingest']) {
    execFileSync('pnpm', ['pack', '--pack-destination', folder], {
      cwd: join(ROOT, 'packages', name),
      stdio: 'pipe',
    })
  }
  const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'))
  expect(tarballs).toHaveLength(2)
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}')
  execFileSync('npm', ['install', '--no-audit', '--no-fund', ...tarballs.map((file) => `./${file}`)], {
    cwd: folder,
    stdio: 'pipe',
    timeout: INSTALL_MS,
  })
  const installed = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))
  expect(installed.sort()).toEqual(['@ethereumjs', '@noble', '@org', 'undici', 'ws'])

  writeFileSync(join(folder, 'watch.mjs'), readmeProgram())
  const program = spawn(process.execPath, ['watch.mjs', anvil.wsUrl, anvil.httpUrl, String(anvil.chainId)], {
    cwd: folder,
  })
  const exited = new Promise<number | null>((resolve) => program.once('exit', resolve))
  let output = ''
  program.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  program.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const wallet = createWalletClient({
    account: privateKeyToAccount(ANVIL_KEY),
    chain: foundry,
    transport: http(anvil.httpUrl),
  })
  try {
    // The program subscribes at some moment; transactions go on until one was printed.
    const deadline = performance.now() + 30_000
    let printed: string | undefined
    while (printed === undefined && performance.now() < deadline && program.exitCode === null) {
      const hash = await wallet.sendTransaction({ to: `0x${'00'.repeat(19)}aa`, value: 1_234_500_000n })
      await new Promise((resolve) => setTimeout(resolve, 200))
      printed = output.includes(hash) ? hash : undefined
    }
    expect(printed, output).toBeDefined()
    expect(output).toContain('1234500000')
    program.kill('SIGINT')
    expect(await exited).toBe(0)
  } finally {
    program.kill('SIGKILL')
  }
}, 120_000)
