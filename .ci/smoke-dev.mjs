// `npx -y pnpm@12 dev` as a new user runs it: within a minute of its start decoded swaps and ranked opportunities are
// there; Ctrl-C leaves no process behind and nothing on the port; a second run finds the events of the first.
// Plain JavaScript for the machine's own Node 20.
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const WITHIN_MS = 60_000
const dataDir = mkdtempSync(join(tmpdir(), 'mevscope-smoke-'))
const env = { ...process.env, DATA_DIR: dataDir, VIZ_API_BIND: '127.0.0.1:0' }
const say = (text) => process.stdout.write(`${text}\n`)
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits for what `read` gives, or fails. */
async function eventually(what, read, withinMs = WITHIN_MS) {
  const deadline = Date.now() + withinMs
  for (;;) {
    const value = await read()
    if (value) return value
    if (Date.now() > deadline) throw new Error(`not within ${withinMs / 1000} s: ${what}`)
    await sleep(250)
  }
}

/** Processes whose environment names this run's data directory. */
function processesLeft() {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) return false
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`DATA_DIR=${dataDir}`)
    } catch {
      return false
    }
  })
}

function startDev() {
  const child = spawn('npx', ['-y', 'pnpm@12', 'dev'], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const run = { child, output: '', exited: new Promise((resolve) => child.once('exit', resolve)) }
  child.stdout.on('data', (chunk) => {
    run.output += chunk
    process.stdout.write(chunk)
  })
  return run
}

const json = async (url) => (await fetch(url)).json()
const pageUrl = (run) =>
  eventually('the page URL in the terminal', () => /page\s+(http:\S+?)\/?\s/.exec(run.output)?.[1], 120_000)

/** Ctrl-C in a terminal: the whole foreground group hears it. */
async function interrupt(run) {
  process.kill(-run.child.pid, 'SIGINT')
  await run.exited
  await eventually('no process left behind', () => processesLeft().length === 0, 15_000)
}

const first = startDev()
try {
  const url = await pageUrl(first)
  const began = Date.now()
  const swap = await eventually('a decoded swap', async () =>
    (await json(`${url}/features/recent?limit=1000`)).find(
      (row) => row.category === 'swap' && row.swaps.length > 0,
    ),
  )
  const ranked = await eventually('ranked opportunities', async () => {
    const rows = await json(`${url}/opps/recent?limit=10`)
    return rows.length >= 2 && rows
  })
  if (ranked.some((row, index) => index > 0 && row.score > ranked[index - 1].score))
    throw new Error('not ranked')
  say(`swap by ${swap.protocol} and ${ranked.length} ranked opportunities after ${Date.now() - began} ms`)
  if (!(await (await fetch(`${url}/`)).text()).includes('<script')) throw new Error('the page is not served')
  await eventually('the live line', () => /durable seq [1-9]/.test(first.output), 20_000)
  const events = await (await fetch(`${url}/events?after=0&limit=500`)).text()
  await interrupt(first)
  if (
    await fetch(`${url}/health`).then(
      () => true,
      () => false,
    )
  )
    throw new Error('something still listens')

  const second = startDev()
  try {
    const again = await pageUrl(second)
    const same = await (await fetch(`${again}/events?after=0&limit=500`)).text()
    if (same !== events) throw new Error('the second run shows other events than the first')
    await interrupt(second)
  } finally {
    if (second.child.exitCode === null) process.kill(-second.child.pid, 'SIGKILL')
  }
  say('smoke run of dev: ok')
} finally {
  if (first.child.exitCode === null && first.child.signalCode === null)
    process.kill(-first.child.pid, 'SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
}
