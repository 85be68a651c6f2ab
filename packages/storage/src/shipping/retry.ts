import { errorMessage, isMevscopeError, type Logger } from '@org/events'
import type { StorageMetrics } from '../metrics.ts'
import { createPause } from './pause.ts'

/** Waiting between attempts, in milliseconds; each is up to half shorter, at random. */
export interface RetryDelays {
  /** The first wait after a failure that may pass; the next are twice as long each. */
  readonly firstMs: number
  /** The first wait when somebody has to mend something. */
  readonly mendMs: number
  readonly lastMs: number
}

export const RETRY_DELAYS: RetryDelays = { firstMs: 250, mendMs: 5_000, lastMs: 30_000 }

/** What is tried: a success ends the trouble of its own topic only. */
type RetryTopic = 'connect' | 'insert' | 'ask' | 'repair' | 'log' | 'disk'

/** Why shipping does not get on. */
export interface Trouble {
  readonly topic: RetryTopic
  readonly text: string
  /** Nothing is tried any more. */
  readonly final: boolean
}

/** Options of {@link createRetry}. */
export interface RetryOptions {
  readonly metrics: StorageMetrics
  /** Random number from 0 to 1. */
  readonly random: () => number
  readonly logger: Logger
  /** Events behind, for the log. */
  readonly lag: () => number
  readonly delays: RetryDelays
}

/** Tries again until it works, or until it makes no sense, and knows what the present trouble is. */
export interface Retry {
  /**
   * Runs an operation until it succeeds, waiting longer after each failure that may pass or that somebody can mend.
   * @param what completes "could not …"
   * @param isAnswer failures that are an answer: they are thrown at once and are no trouble.
   * @throws what the operation threw when it is neither, or after `end`.
   */
  run<T>(
    topic: RetryTopic,
    what: string,
    operation: () => Promise<T>,
    isAnswer?: (error: unknown) => boolean,
  ): Promise<T>
  /** Waits for somebody to mend a trouble that no single error tells of, longer each time. @throws Error after `end` */
  stand(topic: RetryTopic, text: string): Promise<void>
  /** Waits as long as after a first failure. */
  moment(): Promise<void>
  trouble(): Trouble | null
  /** Ends every waiting; failures are not tried again any more. */
  end(): void
  /** Notes that nothing is tried any more. */
  giveUp(error: unknown): Trouble
}

export function createRetry(options: RetryOptions): Retry {
  const { metrics, random, logger, lag, delays } = options
  const pause = createPause()
  let ended = false
  let trouble: Trouble | null = null
  /** How often the present trouble was waited for in `stand`; above 0 no answer ends it. */
  let stood = 0
  /** What was logged as an error last, so that it is logged once. */
  let said: string | null = null

  function waitMs(delay: number): number {
    return Math.round(delay * (0.5 + random() / 2))
  }

  /** Says once what somebody has to mend. */
  function sayOnce(message: string, text: string): void {
    if (said !== text) logger.error(message, { error: text, lag: lag() })
    said = text
  }

  function recovered(topic: RetryTopic, what: string): void {
    if (trouble?.topic !== topic) return
    logger.info('trouble on the way to ClickHouse is over', { after: what, error: trouble.text })
    trouble = null
    said = null
    stood = 0
  }

  return {
    trouble: () => trouble,
    async run(topic, what, operation, isAnswer = () => false) {
      for (let attempt = 0; ; attempt += 1) {
        try {
          const result = await operation()
          recovered(topic, what)
          return result
        } catch (error) {
          if (isAnswer(error)) {
            if (stood === 0) recovered(topic, what)
            metrics.clickHouseErrors.refused.inc()
            throw error
          }
          const kind = patience(error)
          if (kind !== 'none') metrics.clickHouseErrors[kind].inc()
          if (kind === 'none' || ended) throw error
          const text = errorMessage(error)
          const first = kind === 'passing' ? delays.firstMs : delays.mendMs
          const ms = waitMs(Math.min(first * 2 ** attempt, delays.lastMs))
          trouble = { topic, text, final: false }
          stood = 0
          if (kind === 'unusable') sayOnce(`could not ${what} until somebody mends it`, text)
          else logger.warn(`could not ${what}, trying again`, { error: text, wait_ms: ms, lag: lag() })
          await pause.for(ms)
        }
      }
    },
    async stand(topic, text) {
      if (ended) throw new Error(text)
      metrics.clickHouseErrors.unusable.inc()
      trouble = { topic, text, final: false }
      sayOnce('shipping to ClickHouse waits until somebody mends it', text)
      await pause.for(waitMs(Math.min(delays.mendMs * 2 ** stood, delays.lastMs)))
      stood += 1
    },
    async moment() {
      if (!ended) await pause.for(waitMs(delays.firstMs))
    },
    end() {
      ended = true
      pause.wake()
    },
    giveUp(error) {
      trouble = { topic: trouble?.topic ?? 'connect', text: errorMessage(error), final: true }
      return trouble
    },
  }
}

/** Whether a failure passes by itself, waits for somebody, or stays. */
function patience(error: unknown): 'passing' | 'unusable' | 'none' {
  if (!isMevscopeError(error)) return 'none'
  if (error.retryable) return 'passing'
  // What is refused without being about single events needs a hand, too.
  return error.code === 'CLICKHOUSE_UNUSABLE' || error.code === 'CLICKHOUSE_REFUSED' ? 'unusable' : 'none'
}
