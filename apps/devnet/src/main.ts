import { errorMessage, isMevscopeError } from '@org/events'
import { type DevnetConfig, readConfig } from './config.ts'
import { type ConfigFiles, writeConfigFiles } from './config-files.ts'
import { createDevnet } from './devnet.ts'

/** Exit codes: configuration that a restart will not mend, and what is worth restarting. */
const EXIT_CONFIGURATION = 1
const EXIT_RETRY = 75

const result = readConfig(process.env)
if (result.ok) {
  process.exitCode = await main(result.config)
} else {
  for (const problem of result.problems) say(problem)
  process.exitCode = EXIT_CONFIGURATION
}
// A parent's channel would keep the process alive.
if (process.connected) process.disconnect()

/** Runs the devnet until it is told to stop or dies; resolves with the exit code when everything is released. */
async function main(config: DevnetConfig): Promise<number> {
  const devnet = createDevnet(config)
  let files: ConfigFiles | undefined
  let stopped = false
  const stop = (): void => {
    stopped = true
    // Its end shows in `closed`.
    devnet.stop().catch(() => {})
  }
  // From the first moment, so that nothing is left behind by a stop during the start.
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.once('disconnect', stop)

  try {
    const info = await devnet.start()
    files = await writeConfigFiles(config.dir, info)
    const ready = {
      ready: true,
      http_url: info.httpUrl,
      ws_url: info.wsUrl,
      chain_id: info.chainId,
      seed: info.seed,
      anvil_pid: info.anvilPid,
      chains_path: files.chainsPath,
      protocols_path: files.protocolsPath,
    }
    process.stdout.write(`${JSON.stringify(ready)}\n`)
    if (process.send === undefined) {
      await devnet.startTraffic()
    } else {
      process.on('message', (message) => {
        if (asksToStart(message)) devnet.startTraffic().catch((error: unknown) => say(errorMessage(error)))
      })
      process.send(ready)
    }
    await devnet.closed
    return 0
  } catch (error) {
    if (stopped) return 0
    say(errorMessage(error))
    return isMevscopeError(error) && error.retryable ? EXIT_RETRY : EXIT_CONFIGURATION
  } finally {
    await devnet.stop()
    await files?.remove()
  }
}

function asksToStart(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'start' in message && message.start === true
}

function say(message: string): void {
  process.stderr.write(`devnet: ${message}\n`)
}
