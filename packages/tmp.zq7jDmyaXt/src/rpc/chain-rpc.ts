import { RpcFailure } from './rpc-failure.ts'
import type { RpcAnswer, RpcPort, RpcQuestion } from './rpc-port.ts'
import { tellingError } from './telling-error.ts'

/**
 * Questions to a chain: to its first source, and what that could not answer to the others in order. `null` is an
 * answer.
 * @param sources at least one
 */
export function createChainRpc(sources: readonly RpcPort[]): RpcPort {
  const callEach = async (
    questions: readonly RpcQuestion[],
    signal: AbortSignal,
  ): Promise<readonly RpcAnswer[]> => {
    const answers = new Array<RpcAnswer | null>(questions.length).fill(null)
    let left = questions.map((_, index) => index)
    for (const source of sources) {
      if (left.length === 0 || signal.aborted) break
      const asked = left.flatMap((index) => questions[index] ?? [])
      const given = await source.callEach(asked, signal)
      for (const [i, index] of left.entries()) {
        const answer = given[i]
        if (answer === undefined) continue
        answers[index] = answer.ok
          ? answer
          : { ok: false, error: tellingError(answers[index] ?? null, answer.error) }
      }
      left = left.filter((index) => answers[index]?.ok !== true)
    }
    return answers.map((answer, i) => answer ?? { ok: false, error: unasked(questions[i]?.method) })
  }

  return {
    callEach,
    async call(method, params, signal) {
      const [answer] = await callEach([{ method, params }], signal)
      if (answer?.ok === true) return answer.result
      throw answer?.error ?? unasked(method)
    },
  }
}

function unasked(method = 'question'): RpcFailure {
  return new RpcFailure('aborted', `${method}: aborted before a source was asked`)
}
