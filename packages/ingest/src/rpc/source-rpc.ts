import type { Endpoint } from '../endpoints/endpoint.ts'
import type { EndpointPool } from '../endpoints/endpoint-pool.ts'
import { poolChange } from '../endpoints/pool-change.ts'
import { encodeQuestions, isAboutAmount } from './rpc-batch.ts'
import { RpcFailure } from './rpc-failure.ts'
import type { RpcAnswer, RpcPort, RpcQuestion } from './rpc-port.ts'
import { tellingError } from './telling-error.ts'

export interface SourceRpcOptions {
  /** Shared with the fetcher of the source: one health, and bodies go first. */
  readonly pool: EndpointPool
  /** Longest time without an answer while an endpoint is paused, failed lately or limits the rate. @default 2_000 */
  readonly maxWaitMs?: number
}

/** Batches of one `callEach` in flight. */
const MAX_IN_FLIGHT = 2

const DEFAULT_MAX_WAIT_MS = 2000

/** A question on its way through the endpoints. */
interface Asked {
  readonly question: RpcQuestion
  answer: RpcAnswer | null
}

/**
 * Questions to the endpoints of one source. All of a call go to the best endpoint; what it could not answer goes to
 * the next best, and so on, each at most once.
 */
export function createSourceRpc(options: SourceRpcOptions): RpcPort {
  const { pool, maxWaitMs = DEFAULT_MAX_WAIT_MS } = options

  /** Waits until `readyIn` is 0; false when that would take too long, or never comes (`null`). */
  const until = async (
    readyIn: () => number | null,
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<boolean> => {
    while (!signal.aborted) {
      const waitMs = readyIn()
      if (waitMs === 0) return true
      const leftMs = deadlineMs - pool.nowMs()
      // Without an end known beforehand a change tells.
      if (waitMs === null || leftMs <= 0 || (waitMs > leftMs && waitMs !== Number.POSITIVE_INFINITY))
        return false
      await poolChange(pool, Math.min(waitMs, leftMs), signal)
    }
    return false
  }
  const nextEndpoint = async (
    tried: ReadonlySet<Endpoint>,
    signal: AbortSignal,
  ): Promise<Endpoint | null> => {
    let next: Endpoint | null = null
    const readyIn = (): number | null => {
      const choice = pool.choose('questions', tried)
      if (choice.kind === 'send') next = choice.endpoint
      return choice.kind === 'send' ? 0 : choice.kind === 'wait' ? choice.waitMs : null
    }
    await until(readyIn, pool.nowMs() + maxWaitMs, signal)
    return next
  }

  /** Asks one endpoint as much as it takes; what it did not answer has no answer, or an error. */
  const askAll = async (endpoint: Endpoint, all: readonly Asked[], signal: AbortSignal): Promise<void> => {
    const { health } = endpoint
    let queue = all
    let broken = false
    /** Moves on with each answer: one that only ever says "slower" is not waited for without end. */
    let deadlineMs = pool.nowMs() + maxWaitMs
    const askInTurn = async (): Promise<void> => {
      while (queue.length > 0 && !broken) {
        if (!(await until(() => health.readyIn('questions', pool.nowMs()), deadlineMs, signal))) return
        // Somebody else may have been first.
        if (health.readyIn('questions', pool.nowMs()) > 0) continue
        const size = Math.max(1, health.batchSize('questions', pool.nowMs()))
        const batch = queue.slice(0, size)
        queue = queue.slice(size)
        if (batch.length === 0) return
        const body = encodeQuestions(batch.map((asked) => asked.question))
        const outcome = await pool.send(endpoint, body, batch.length, 'questions', signal)
        const again: Asked[] = []
        for (const [i, asked] of batch.entries()) {
          const answer = outcome.ok ? outcome.answers[i] : outcome
          if (answer === undefined) continue
          asked.answer =
            'result' in answer ? answer : { ok: false, error: tellingError(asked.answer, answer.error) }
          if (!answer.ok && isAboutAmount(answer.error, batch.length, !outcome.ok)) again.push(asked)
        }
        if (again.length < batch.length) deadlineMs = pool.nowMs() + maxWaitMs
        if (!outcome.ok && again.length === 0) broken = true
        queue = [...again, ...queue]
      }
    }
    await Promise.all(Array.from({ length: MAX_IN_FLIGHT }, askInTurn))
  }

  const callEach = async (
    questions: readonly RpcQuestion[],
    signal: AbortSignal,
  ): Promise<readonly RpcAnswer[]> => {
    const asked: readonly Asked[] = questions.map((question) => ({ question, answer: null }))
    const tried = new Set<Endpoint>()
    for (let left = asked; left.length > 0; left = asked.filter((each) => each.answer?.ok !== true)) {
      const endpoint = await nextEndpoint(tried, signal)
      if (endpoint === null) break
      tried.add(endpoint)
      await askAll(endpoint, left, signal)
    }
    return asked.map(({ question, answer }) => answer ?? { ok: false, error: unasked(question, signal) })
  }
  const unasked = ({ method }: RpcQuestion, signal: AbortSignal): RpcFailure => {
    const where = pool.endpoints.map((endpoint) => endpoint.client.where).join(', ')
    return signal.aborted
      ? new RpcFailure('aborted', `${method}: aborted before ${where} was asked`)
      : new RpcFailure('transport', `${method}: none of ${where} may be asked within ${maxWaitMs} ms`)
  }

  return {
    callEach,
    async call(method, params, signal) {
      const [answer] = await callEach([{ method, params }], signal)
      if (answer?.ok === true) return answer.result
      throw answer?.error ?? unasked({ method, params }, signal)
    },
  }
}
