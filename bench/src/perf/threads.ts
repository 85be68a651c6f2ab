import { readdir, readFile } from 'node:fs/promises'

/** Processor time of a process by what its threads are for, seconds since its start. */
export interface ThreadSeconds {
  /** The thread that runs JavaScript. */
  readonly main: number
  /** V8's helpers: garbage, compilation. */
  readonly v8: number
  /** libuv's pool: files, compression. */
  readonly pool: number
  /** All others: the embedded ClickHouse. */
  readonly engine: number
}

/** Ticks of the kernel's accounting: 100 a second on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100

/** `null` where there is no /proc. */
export async function readThreads(pid: number): Promise<ThreadSeconds | null> {
  const folder = `/proc/${pid}/task`
  const ids = await readdir(folder).catch(() => null)
  if (ids === null) return null
  const seconds = { main: 0, v8: 0, pool: 0, engine: 0 }
  for (const id of ids) {
    const text = await readFile(`${folder}/${id}/stat`, 'utf8').catch(() => '') // a thread that ended meanwhile
    const found = /\((.*)\) \S (?:\S+ ){10}(\d+) (\d+)/.exec(text)
    if (found === null) continue
    const [, name = '', user, system] = found
    seconds[id === String(pid) ? 'main' : kindOf(name)] += (Number(user) + Number(system)) / TICKS_PER_SECOND
  }
  return seconds
}

function kindOf(name: string): keyof ThreadSeconds {
  if (/^(V8Worker|DelayedTask|node)/.test(name)) return 'v8'
  return name.startsWith('libuv') ? 'pool' : 'engine'
}
