import { type Child, startChild } from '../child.ts'

/** What the devnet says once its contracts are deployed. */
interface DevnetReady {
  readonly http_url: string
  readonly chain_id: number
  readonly seed: number | string
  readonly chains_path: string
  readonly protocols_path: string
}

export interface Devnet {
  readonly child: Child
  /** Never settles when the devnet ends first: watch `child.exited` too. */
  readonly ready: Promise<DevnetReady>
  /** Begins the traffic. */
  startTraffic(): void
}

/**
 * Starts the local chain in a process group of its own, so that Ctrl-C reaches it through `dev`, after the server.
 * It ends by itself when `dev` is gone.
 */
export function startDevnet(directory: string): Devnet {
  const child = startChild(process.execPath, ['--conditions=@org/source', 'apps/devnet/src/main.ts'], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    detached: true,
    env: { ...process.env, DEVNET_DIR: directory },
  })
  const ready = new Promise<DevnetReady>((resolve) => {
    child.process.on('message', (message) => {
      if (isReady(message)) resolve(message)
    })
  })
  return { child, ready, startTraffic: () => child.process.send({ start: true }) }
}

function isReady(message: unknown): message is DevnetReady {
  return typeof message === 'object' && message !== null && 'ready' in message && message.ready === true
}
