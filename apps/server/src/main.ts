import { errorMessage, isMevscopeError } from '@org/events'
import { tuneEngine } from '@org/node-runtime'
import { buildNode } from './build-node.ts'
import { loadConfig } from './config/load-config.ts'
import { EXIT, exitCodeOf, onStopRequest } from './exit.ts'
import { createLogger } from './logger.ts'

/** Reads the configuration, runs the node until it is told to stop or dies, and gives the exit code. */
async function main(): Promise<number> {
  const loaded = loadConfig(process.env)
  // Read once: neither a child process nor a dump of the environment gets them from here.
  delete process.env.VIZ_API_API_KEYS
  if (!loaded.ok) {
    process.stderr.write('mevscope cannot start; the configuration has problems:\n')
    for (const { where, message } of loaded.problems) process.stderr.write(`  ${where}: ${message}\n`)
    return EXIT.permanent
  }
  const logger = createLogger(loaded.config.env.LOG_LEVEL)
  try {
    const node = buildNode(loaded.config, logger)
    onStopRequest((reason) => {
      logger.info('stopping', { reason })
      node.shutdown().catch(() => {}) // its outcome is asked for below
    })
    await node.start()
    await node.wait()
    const unclean = await node.shutdown()
    logger.info('stopped', unclean.length === 0 ? {} : { unclean })
    return unclean.length === 0 ? EXIT.clean : EXIT.retryable
  } catch (error) {
    const code = isMevscopeError(error) ? error.code : 'UNEXPECTED'
    const stack = isMevscopeError(error) || !(error instanceof Error) ? {} : { stack: error.stack }
    logger.error('mevscope stopped on an error', { code, error: errorMessage(error), ...stack })
    return exitCodeOf(error)
  }
}

tuneEngine()
process.exit(await main())
