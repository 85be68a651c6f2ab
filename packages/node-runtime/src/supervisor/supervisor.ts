import { type Component, errorMessage, type Logger } from '@org/events'
import { RuntimeError } from '../errors.ts'
import { settleWithin } from './settle-within.ts'

/** A component under supervision. */
export interface Supervised {
  readonly component: Component
  /** How long its `stop` may take before the others go on without it, in milliseconds. */
  readonly stopWithinMs: number
}

export interface SupervisorOptions {
  /** In the order of starting: consumers before producers. */
  readonly startOrder: readonly Supervised[]
  /** In the order of stopping: along the way of the data. */
  readonly stopOrder: readonly Supervised[]
  readonly logger: Logger
}

/** Starts components in order, watches them, and stops them all once one dies or it is told to. */
export interface Supervisor {
  /**
   * Resolves when all run, or when `stop` ended the starting. Rejects with the first failure, after stopping what had
   * started.
   */
  start(): Promise<void>
  /**
   * Stops what runs; idempotent. A component that is starting has its stop deadline to finish that. Resolves with the
   * names of components that missed their deadline or failed to stop.
   */
  stop(): Promise<readonly string[]>
  /** Rejects with the error of the first component that died on its own. Never resolves. */
  readonly died: Promise<never>
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { logger } = options
  const started = new Set<Component>()
  const stopped = Promise.withResolvers<void>()
  const died = Promise.withResolvers<never>()
  died.promise.catch(() => {}) // heard by whoever waits; silence is not an unhandled rejection
  let starting: Promise<void> | null = null
  let current: Supervised | null = null
  let stopping: Promise<readonly string[]> | null = null

  const watch = async (component: Component): Promise<void> => {
    try {
      await component.closed
    } catch (error) {
      if (stopping === null)
        logger.error('component died', { component: component.name, error: errorMessage(error) })
      died.reject(error)
      return
    }
    if (stopping !== null) return
    died.reject(
      new RuntimeError('RUNTIME_COMPONENT_ENDED', `${component.name} ended while the node was running`, {
        retryable: true,
      }),
    )
  }

  const startAll = async (): Promise<void> => {
    for (const supervised of options.startOrder) {
      if (stopping !== null) return
      const { component } = supervised
      current = supervised
      const began = performance.now()
      started.add(component)
      await component.start()
      watch(component).catch(() => {}) // watch reports through `died`
      logger.debug('component started', {
        component: component.name,
        ms: Math.round(performance.now() - began),
      })
    }
  }

  const stopAll = async (): Promise<readonly string[]> => {
    const unclean: string[] = []
    const missed = (component: Component, deadlineMs: number): void => {
      unclean.push(component.name)
      logger.error('component missed its stop deadline', {
        component: component.name,
        deadline_ms: deadlineMs,
      })
    }
    if (starting !== null && current !== null) {
      const { component, stopWithinMs } = current
      const outcome = await settleWithin(starting, stopWithinMs) // its failure is reported by start
      if (outcome.kind === 'late') {
        missed(component, stopWithinMs)
        started.delete(component) // it is still busy starting: there is nothing to stop yet
      }
    }
    for (const { component, stopWithinMs } of options.stopOrder) {
      if (!started.has(component)) continue
      const outcome = await settleWithin(component.stop(), stopWithinMs)
      if (outcome.kind === 'late') missed(component, stopWithinMs)
      else if (outcome.kind === 'failed') {
        unclean.push(component.name)
        logger.error('component failed to stop', {
          component: component.name,
          error: errorMessage(outcome.error),
        })
      }
    }
    return unclean
  }

  const stop = (): Promise<readonly string[]> => {
    stopping ??= stopAll().finally(stopped.resolve)
    return stopping
  }

  return {
    died: died.promise,
    stop,
    async start(): Promise<void> {
      starting = startAll()
      try {
        await Promise.race([starting, stopped.promise])
      } catch (error) {
        await stop()
        throw error
      }
    },
  }
}
