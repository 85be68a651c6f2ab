import { expect, test } from 'vitest'
import { IngestError } from '../errors.ts'
import { createChainRpc } from './chain-rpc.ts'
import { RpcFailure } from './rpc-failure.ts'
import type { RpcAnswer, RpcPort } from './rpc-port.ts'

const signal = new AbortController().signal

interface Fake extends RpcPort {
  /** Parameters of what it was asked, call by call. */
  readonly asked: unknown[][]
}

function portOf(answer: (param: unknown) => RpcAnswer): Fake {
  const asked: unknown[][] = []
  return {
    asked,
    call: () => Promise.reject(new Error('not used')),
    async callEach(questions) {
      asked.push(questions.map((question) => question.params[0]))
      return questions.map((question) => answer(question.params[0]))
    },
  }
}

const ok = (result: unknown): RpcAnswer => ({ ok: true, result })
const no = (kind: 'unsupported' | 'transport', message: string): RpcAnswer => ({
  ok: false,
  error: new RpcFailure(kind, message),
})

test('the first source answers, also with null', async () => {
  const [first, second] = [portOf(() => ok(null)), portOf(() => ok(1))]
  expect(await createChainRpc([first, second]).call('m', [0], signal)).toBeNull()
  expect(second.asked).toEqual([])
})

test('what a source fails at or does not know goes to the next, and only that', async () => {
  const first = portOf((param) => (param === 0 ? ok('a') : no('transport', 'down')))
  const second = portOf((param) => (param === 1 ? ok('b') : no('unsupported', 'what')))
  const third = portOf(() => ok('c'))
  const rpc = createChainRpc([first, second, third])
  const questions = [0, 1, 2].map((param) => ({ method: 'm', params: [param] }))
  expect(await rpc.callEach(questions, signal)).toEqual([ok('a'), ok('b'), ok('c')])
  expect([first.asked, second.asked, third.asked]).toEqual([[[0, 1, 2]], [[1, 2]], [[2]]])
})

test('it is unsupported only when all say so; else the last other refusal stands', async () => {
  const unsupported = portOf(() => no('unsupported', 'what'))
  const down = portOf(() => no('transport', 'down'))
  const codeOf = async (ports: readonly RpcPort[]): Promise<unknown> => {
    const error: unknown = await createChainRpc(ports)
      .call('m', [], signal)
      .catch((thrown: unknown) => thrown)
    return error instanceof IngestError ? error.code : error
  }
  expect(await codeOf([unsupported, unsupported])).toBe('RPC_UNSUPPORTED')
  expect(await codeOf([down, unsupported])).toBe('RPC_FAILED')
  expect(await codeOf([unsupported, down])).toBe('RPC_FAILED')
})

test('after an abort nobody is asked', async () => {
  const port = portOf(() => ok(1))
  await expect(createChainRpc([port]).call('m', [], AbortSignal.abort())).rejects.toMatchObject({
    kind: 'aborted',
  })
  expect(port.asked).toEqual([])
})
