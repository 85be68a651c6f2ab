import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, unlink } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorMessage } from '@org/events'
import { StorageError } from '../errors.ts'

/** `sun_path` of Linux holds 108 bytes with the final zero; macOS four less. */
const MAX_SOCKET_PATH_BYTES = 103
const PROBE_TIMEOUT_MS = 1_000
const ATTEMPTS = 20
const BORN = '.born'

/** A held lock. */
export interface DirectoryLock {
  release(): Promise<void>
}

/** What the holder of a lock answers to whoever connects. */
interface Holder {
  readonly pid: number | null
  /** False while the other is still looking whether anybody holds the directory. */
  readonly holding: boolean
}

/**
 * Locks a directory against every other process of the machine, also one in another container (where each calls
 * itself pid 1), by a listening Unix socket in `<directory>/lock/`: the kernel ends the listening with the process,
 * however it dies, so a stale lock is known by a refused connection.
 *
 * Each contender listens under a name never used before and only then looks for others. So of two at least the
 * later one sees the earlier, and deleting a dead name can never delete a living one, as it could with one name for all.
 * @throws StorageError `DATA_DIR_IN_USE` naming the directory and the holder, `DATA_DIR_UNUSABLE`.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const lockDirectoryPath = `${directory}/lock`
  let handle: FileHandle
  try {
    await mkdir(lockDirectoryPath, { recursive: true })
    handle = await open(lockDirectoryPath, 'r')
  } catch (cause) {
    throw unusable(directory, cause)
  }
  try {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await contend(lockDirectoryPath, handle.fd)
      if ('release' in outcome) return outcome
      if (outcome.holding || attempt === ATTEMPTS) throw inUse(directory, outcome)
      // Both looked at the same time and both stepped back: let chance decide who looks first.
      await sleep(10 + Math.random() * 50)
    }
  } catch (cause) {
    throw cause instanceof StorageError ? cause : unusable(directory, cause)
  } finally {
    await handle.close()
  }
}

async function contend(lockDirectoryPath: string, fd: number): Promise<DirectoryLock | Holder> {
  const name = randomBytes(8).toString('hex')
  const path = `${lockDirectoryPath}/${name}`
  const state = { holding: false }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    socket.end(JSON.stringify({ pid: process.pid, holding: state.holding }))
  })
  // The lock is no work: it does not keep a process running.
  server.unref()

  async function release(): Promise<void> {
    await unlink(path).catch(ignoreMissing)
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }

  try {
    // Between bind and listen a socket refuses connections and would be taken for a dead one: it is born aside.
    await listen(server, socketPath(lockDirectoryPath, fd, name + BORN))
    await rename(path + BORN, path)
    const other = await findOther(lockDirectoryPath, fd, name)
    if (other === null) {
      state.holding = true
      return { release }
    }
    await release()
    return other
  } catch (error) {
    await release()
    throw error
  }
}

/** Finds a living contender and clears dead ones away. */
async function findOther(lockDirectoryPath: string, fd: number, own: string): Promise<Holder | null> {
  for (const name of await readdir(lockDirectoryPath)) {
    if (name === own || name.endsWith(BORN)) continue
    const holder = await probe(socketPath(lockDirectoryPath, fd, name))
    if (holder !== null) return holder
    await unlink(`${lockDirectoryPath}/${name}`).catch(ignoreMissing)
  }
  return null
}

/** Asks a socket who holds it; `null` when nobody listens any more. */
function probe(path: string): Promise<Holder | null> {
  return new Promise((resolve) => {
    const socket = connect(path)
    let answer = ''
    const settle = (holder: Holder | null): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(holder)
    }
    // A stopped process accepts through the kernel and answers nothing: it lives.
    const timer = setTimeout(() => settle({ pid: null, holding: true }), PROBE_TIMEOUT_MS)
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => {
      answer += text
    })
    socket.on('end', () => settle(parseHolder(answer)))
    socket.on('error', (error: Error & { readonly code?: string }) => {
      const dead = error.code === 'ECONNREFUSED' || error.code === 'ENOENT'
      // Anything else (no permission, reset while answering) does not prove that nobody is there.
      settle(dead ? null : { pid: null, holding: true })
    })
  })
}

function parseHolder(answer: string): Holder {
  try {
    const value: unknown = JSON.parse(answer)
    if (typeof value === 'object' && value !== null && 'pid' in value && 'holding' in value) {
      return { pid: Number(value.pid), holding: value.holding === true }
    }
  } catch {
    // Something listens there, whatever it says.
  }
  return { pid: null, holding: true }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // Others may run under another user: they must be able to connect to learn that the directory is held.
    server.listen({ path, readableAll: true, writableAll: true }, () => {
      server.off('error', reject)
      // A connection that could not be accepted (no descriptors left) takes nothing from the lock.
      server.on('error', () => {})
      resolve()
    })
  })
}

/** Long directory names do not fit a socket address; on Linux the open directory has a short name, too. */
function socketPath(lockDirectoryPath: string, fd: number, name: string): string {
  const path = `${lockDirectoryPath}/${name}`
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return path
  if (process.platform === 'linux') return `/proc/self/fd/${fd}/${name}`
  throw new StorageError(
    'DATA_DIR_UNUSABLE',
    `the path ${path} has ${Buffer.byteLength(path)} bytes, more than the ${MAX_SOCKET_PATH_BYTES} of a Unix socket: choose a shorter data directory`,
    { retryable: false },
  )
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}

function inUse(directory: string, holder: Holder): StorageError {
  const who = holder.pid === null ? 'a process that does not answer' : `process ${holder.pid}`
  return new StorageError('DATA_DIR_IN_USE', `the data directory ${directory} is in use by ${who}`, {
    retryable: false,
  })
}

function unusable(directory: string, cause: unknown): StorageError {
  return new StorageError(
    'DATA_DIR_UNUSABLE',
    `could not lock the data directory ${directory}: ${errorMessage(cause)}`,
    {
      retryable: false,
      cause,
    },
  )
}
