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

/** npx itself ends by the signal on Ctrl-C, so a shell that outlives it says how `pnpm dev` ended. */
const COMMAND = 'trap : INT; pnpm dev; echo "pnpm dev: exit code $?"'

function startDev() {
  const child = spawn('npx', ['-y', '-p', 'pnpm@12', '-c', COMMAND], {
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
  const code = await eventually(
    'the end of pnpm dev',
    () => /pnpm dev: exit code (\d+)/.exec(run.output)?.[1],
    45_000, // the server has 30 s to stop
  )
  if (code !== '0') throw new Error(`Ctrl-C: pnpm dev ended with exit code ${code}`)
  await eventually('no process left behind', () => processesLeft().length === 0, 15_000)
}

/** A power cut: everything of the run at once, without a warning. */
async function killAll(run) {
  for (const pid of processesLeft()) process.kill(Number(pid), 'SIGKILL')
  await run.exited
  await eventually('no process left behind', () => processesLeft().length === 0, 15_000)
}

const firstEvents = async (url, count) => (await fetch(`${url}/events?after=0&limit=${count}`)).text()
const latestSeq = async (url) => (await json(`${url}/dashboard/snapshot?tx_limit=1`)).latest_seq_id

/** One run of dev, ended by `end` unless `use` fails. */
async function withDev(use, end) {
  const run = startDev()
  try {
    const result = await use(await pageUrl(run), run)
    await end(run)
    return result
  } finally {
    for (const pid of processesLeft()) process.kill(Number(pid), 'SIGKILL')
  }
}

async function showsSwapsAndOpportunities(url, run) {
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
  await eventually('the live line', () => /durable seq [1-9]/.test(run.output), 20_000)
  return { url, events: await firstEvents(url, 500) }
}

async function showsTheSameAgain(before, url) {
  const since = before.events === '' ? 0 : JSON.parse(before.events).length
  if ((await firstEvents(url, since)) !== before.events) throw new Error('a later run shows other events')
  const latest = await latestSeq(url)
  await eventually('new events after the old ones', async () => (await latestSeq(url)) > latest + 100)
  const events = await firstEvents(url, 5000)
  if (JSON.parse(events).some((event, index) => event.seq !== index + 1))
    throw new Error('the sequence has a hole')
  return { url, events }
}

try {
  const first = await withDev(showsSwapsAndOpportunities, interrupt)
  if (
    await fetch(`${first.url}/health`).then(
      () => true,
      () => false,
    )
  )
    throw new Error('something still listens')
  say('— ended by Ctrl-C: no process left, nothing listens')
  const second = await withDev((url) => showsTheSameAgain(first, url), killAll)
  say('— second run: the same events, the sequence goes on; ended by kill -9')
  await withDev((url) => showsTheSameAgain(second, url), interrupt)
  say('— third run after kill -9: the same events, the sequence goes on')
  say('smoke run of dev: ok')
} finally {
  rmSync(dataDir, { recursive: true, force: true })
}
