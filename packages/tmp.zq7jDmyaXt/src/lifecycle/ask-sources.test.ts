import { expect, test } from 'vitest'
import { RpcFailure } from '../rpc/rpc-failure.ts'
import type { RpcAnswer, RpcPort } from '../rpc/rpc-port.ts'
import { createAskSources } from './ask-sources.ts'

/** Answers with its name, or never. */
function port(name: string, hangs = false): RpcPort {
  const answer = async (signal: AbortSignal): Promise<RpcAnswer> => {
    if (!hangs) return { ok: true, result: name }
    if (!signal.aborted) {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    }
    return { ok: false, error: new RpcFailure('aborted', `${name}: aborted`) }
  }
  return {
    async call(_method, _params, signal) {
      const answered = await answer(signal)
      if (answered.ok) return answered.result
      throw answered.error
    },
    async callEach(questions, signal) {
      const answers: RpcAnswer[] = []
      for (const { params } of questions) {
        if (params[0] === 'bad') answers.push({ ok: false, error: new RpcFailure('refused', 'bad') })
        else answers.push(await answer(signal))
      }
      return answers
    },
  }
}
const { signal } = new AbortController()

test('sources are counted round', async () => {
  const asking = createAskSources({ ports: [port('a'), port('b')], timeoutMs: 1000 })
  expect(asking.sources).toBe(2)
  expect(await asking.ask(0, 'm', [], signal)).toBe('a')
  expect(await asking.ask(3, 'm', [], signal)).toBe('b')
})

test('of many questions those that fail are null', async () => {
  const asking = createAskSources({ ports: [port('a')], timeoutMs: 1000 })
  expect(await asking.askEach(0, 'm', [['good'], ['bad'], ['good']], signal)).toEqual(['a', null, 'a'])
})

test('a source that hangs is given up after the time, or when the signal aborts', async () => {
  const asking = createAskSources({ ports: [port('a', true)], timeoutMs: 5 })
  await expect(asking.ask(0, 'm', [], signal)).rejects.toMatchObject({
    code: 'RPC_FAILED',
    retryable: true,
    message: 'm: no answer within 5 ms',
  })
  expect(await asking.askEach(0, 'm', [[], []], signal)).toEqual([null, null])
  const patient = createAskSources({ ports: [port('a', true)], timeoutMs: 600_000 })
  await expect(patient.ask(0, 'm', [], AbortSignal.abort())).rejects.toThrow('a: aborted')
  const aborter = new AbortController()
  const asked = patient.ask(0, 'm', [], aborter.signal)
  aborter.abort()
  await expect(asked).rejects.toThrow('a: aborted')
})

test('without a source there is nobody to ask', async () => {
  const asking = createAskSources({ ports: [], timeoutMs: 1000 })
  await expect(asking.ask(0, 'm', [], signal)).rejects.toMatchObject({ code: 'RPC_FAILED' })
})
