import { IngestError } from '../errors.ts'
import type { RpcPort } from '../rpc/rpc-port.ts'

export interface AskSourcesOptions {
  /** The nodes of each source, in the order of the chain's sources. At least one. */
  readonly ports: readonly RpcPort[]
  /** How long one source may take to answer. */
  readonly timeoutMs: number
}

/** Asks one source a question, for a bounded time. */
export interface AskSources {
  readonly sources: number
  /**
   * @param source index, counted round when it is beyond the last
   * @throws IngestError as {@link RpcPort.call}; `RPC_FAILED` when it took too long
   */
  ask(source: number, method: string, params: readonly unknown[], signal: AbortSignal): Promise<unknown>
  /** Many questions to one source. Those that failed or came too late are `null`. Never rejects. */
  askEach(
    source: number,
    method: string,
    params: readonly (readonly unknown[])[],
    signal: AbortSignal,
  ): Promise<readonly unknown[]>
}

export function createAskSources(options: AskSourcesOptions): AskSources {
  const { ports, timeoutMs } = options
  const port = (source: number): RpcPort => {
    const found = ports[source % ports.length]
    if (found !== undefined) return found
    throw new IngestError('RPC_FAILED', 'the chain has no source to ask', { retryable: false })
  }
  /** Runs the work under a signal that aborts with the given one or when the time is over. */
  const within = async <Result>(
    what: string,
    signal: AbortSignal,
    work: (bounded: AbortSignal) => Promise<Result>,
  ): Promise<Result> => {
    const aborter = new AbortController()
    const abort = (): void => aborter.abort()
    if (signal.aborted) abort()
    const timer = setTimeout(abort, timeoutMs)
    signal.addEventListener('abort', abort, { once: true })
    try {
      return await work(aborter.signal)
    } catch (cause) {
      if (signal.aborted || !aborter.signal.aborted) throw cause
      throw new IngestError('RPC_FAILED', `${what}: no answer within ${timeoutMs} ms`, {
        retryable: true,
        cause,
      })
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
  }

  return {
    sources: ports.length,
    ask: (source, method, params, signal) =>
      within(method, signal, (bounded) => port(source).call(method, params, bounded)),
    async askEach(source, method, params, signal) {
      const questions = params.map((each) => ({ method, params: each }))
      const answers = await within(method, signal, (bounded) => port(source).callEach(questions, bounded))
      return params.map((_, index) => {
        const answer = answers[index]
        return answer?.ok === true ? answer.result : null
      })
    },
  }
}
