import { readdir, readFile } from 'node:fs/promises'

/** Processor time of a process by what its threads are for, seconds since its start. */
export interface ThreadSeconds {
  /** The thread that runs JavaScript. */
  readonly main: number
  /** V8's helpers: garbage, compilation. */
  readonly v8: number
  /** libuv's pool and the embedded ClickHouse, whose statements begin on threads of that pool. */
  readonly others: number
}

/** Ticks of the kernel's accounting: 100 a second on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100

/** `null` where there is no /proc. */
export async function readThreads(pid: number): Promise<ThreadSeconds | null> {
  const ids = await readdir(`/proc/${pid}/task`).catch(() => null)
  if (ids === null) return null
  let main = 0
  let v8 = 0
  for (const id of ids) {
    const { name, seconds } = await readStat(`/proc/${pid}/task/${id}/stat`)
    if (id === String(pid)) main = seconds
    else if (/^(V8Worker|DelayedTask)/.test(name)) v8 += seconds
  }
  // What the process has used as a whole: threads of the engine come and go, and their time with them.
  const { seconds } = await readStat(`/proc/${pid}/stat`)
  return { main, v8, others: Math.max(0, seconds - main - v8) }
}

async function readStat(path: string): Promise<{ readonly name: string; readonly seconds: number }> {
  const text = await readFile(path, 'utf8').catch(() => '') // a thread that ended meanwhile
  const [, name = '', user = 0, system = 0] = /\((.*)\) \S (?:\S+ ){10}(\d+) (\d+)/.exec(text) ?? []
  return { name, seconds: (Number(user) + Number(system)) / TICKS_PER_SECOND }
}
