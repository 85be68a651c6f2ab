import { type DraftOf, type EventDraft, type Hex, type Metrics, noopMetrics } from '@org/events'
import fc from 'fast-check'
import { concatHex, encodeFunctionData, parseAbi, size, toHex } from 'viem'
import { describe, expect, test, vi } from 'vitest'
import { decodeTransaction } from '../src/decode/decode-transaction.ts'
import { analyzeTransaction } from '../src/features/analyze-transaction.ts'
import { createSearcher, loadRegistry } from '../src/index.ts'
import { expectSound } from './support/expect-sound.ts'
import { body, draft, UNKNOWN } from './support/transactions.ts'
import { addressOf, anyCalldata, calldataOf, everyInterface, METHODS } from './support/typed-calldata.ts'

// Many runs each, on machines that do other things.
vi.setConfig({ testTimeout: 60_000 })

const targets = fc.constantFrom<Hex>(UNKNOWN, ...new Set(METHODS.flatMap(({ abis }) => abis.map(addressOf))))

function analyze(to: Hex, input: string) {
  const analysis = analyzeTransaction(body({ to, input }), everyInterface, 1e9)
  expectSound(analysis.decoded)
  for (const score of [analysis.features.mev_score, analysis.features.urgency_score]) {
    expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true)
  }
  return analysis
}

/** Every function of the table with arguments of its types, sent to each kind of contract that has it and to nobody's. */
describe('well-formed calldata of every function', () => {
  test.each(METHODS.map((method) => [method.signature, method] as const))('%s', (signature, { abis }) => {
    fc.assert(
      fc.property(
        calldataOf(signature, anyCalldata(1)),
        fc.constantFrom<Hex>(UNKNOWN, ...abis.map(addressOf)),
        (input, to) => {
          analyze(to, input)
        },
      ),
      { numRuns: 15 },
    )
  })
})

test('is understood, for most functions: what is fuzzed is not only refused', () => {
  const understood = METHODS.filter(({ signature, abis }) =>
    fc
      .sample(calldataOf(signature, anyCalldata(0)), { numRuns: 12, seed: 1 })
      .some((input) => abis.some((abi) => analyze(addressOf(abi), input).decoded.actions.length > 0)),
  )
  expect(understood.length / METHODS.length).toBeGreaterThan(0.85)
}, 60_000)

describe('calldata that was tampered with', () => {
  test('bits are flipped', () => {
    const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 15 })), {
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(anyCalldata(1), flips, targets, (input, changes, to) => {
        const digits = [...input]
        for (const [position, mask] of changes) {
          const at = 2 + (position % (digits.length - 2))
          digits[at] = (Number.parseInt(digits[at] ?? '0', 16) ^ mask).toString(16)
        }
        analyze(to, digits.join(''))
      }),
      { numRuns: 1_000 },
    )
  })

  test('offsets and lengths lie', () => {
    const lies = fc.array(
      fc.tuple(
        fc.nat(),
        fc.oneof(
          fc.integer({ min: 0, max: 64 }).map(BigInt),
          fc.integer({ min: 0, max: 40 }).map((word) => BigInt(word * 32)),
          fc.constantFrom(2n ** 31n, 2n ** 32n - 1n, 2n ** 51n, 2n ** 53n, 2n ** 255n, 2n ** 256n - 32n),
        ),
      ),
      { minLength: 1, maxLength: 4 },
    )
    fc.assert(
      fc.property(anyCalldata(1), lies, targets, (input, changes, to) => {
        let text: string = input
        const words = Math.floor((input.length - 10) / 64)
        if (words === 0) return
        for (const [index, value] of changes) {
          const at = 10 + (index % words) * 64
          text = text.slice(0, at) + value.toString(16).padStart(64, '0') + text.slice(at + 64)
        }
        analyze(to, text)
      }),
      { numRuns: 1_000 },
    )
  })

  test('it is cut off anywhere, also within a byte, or goes on', () => {
    fc.assert(
      fc.property(
        anyCalldata(1),
        fc.nat(),
        fc.string({ unit: fc.constantFrom(...'0123456789abcdef') }),
        targets,
        (input, cut, tail, to) => {
          analyze(to, input.slice(0, 2 + (cut % (input.length - 1))))
          analyze(to, input + tail)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('parts of different calls are put together', () => {
    fc.assert(
      fc.property(anyCalldata(1), anyCalldata(1), fc.nat(), targets, (first, second, cut, to) => {
        const words = Math.max(1, Math.floor((first.length - 10) / 64))
        analyze(to, first.slice(0, 10 + (cut % words) * 64) + second.slice(10))
      }),
      { numRuns: 500 },
    )
  })
})

describe('calls within calls', () => {
  test('of random shape and any function that takes byte strings', () => {
    const containers = METHODS.filter(({ signature }) => /bytes(\W|$)/.test(signature))
    expect(containers.length).toBeGreaterThan(10)
    const nested = fc
      .constantFrom(...containers)
      .chain(({ signature }) => calldataOf(signature, anyCalldata(2)))
    fc.assert(
      fc.property(nested, targets, (input, to) => {
        analyze(to, input)
      }),
      { numRuns: 300 },
    )
  })

  const wrappers = parseAbi([
    'function multicall(bytes[])',
    'function multicall(uint256,bytes[])',
    'function execute(address,uint256,bytes)',
    'function aggregate3((address target,bool allowFailure,bytes callData)[])',
    'function execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)',
    'function handleOps((address sender,uint256 nonce,bytes initCode,bytes callData,uint256 a,uint256 b,uint256 c,uint256 d,uint256 e,bytes paymaster,bytes signature)[],address)',
  ])
  const wrap: readonly ((call: Hex) => Hex)[] = [
    (call) => encodeFunctionData({ abi: [wrappers[0]], args: [[call]] }),
    (call) => encodeFunctionData({ abi: [wrappers[1]], args: [9n, [call, call]] }),
    (call) => encodeFunctionData({ abi: [wrappers[2]], args: [UNKNOWN, 0n, call] }),
    (call) =>
      encodeFunctionData({
        abi: [wrappers[3]],
        args: [[{ target: UNKNOWN, allowFailure: true, callData: call }]],
      }),
    (call) =>
      encodeFunctionData({
        abi: [wrappers[4]],
        args: [UNKNOWN, 0n, call, 0, 0n, 0n, 0n, UNKNOWN, UNKNOWN, '0x'],
      }),
    (call) => {
      const none = {
        nonce: 0n,
        initCode: '0x',
        a: 0n,
        b: 0n,
        c: 0n,
        d: 0n,
        e: 0n,
        paymaster: '0x',
        signature: '0x',
      } as const
      const operation = { ...none, sender: UNKNOWN, callData: call } as const
      return encodeFunctionData({ abi: [wrappers[5]], args: [[operation, operation], UNKNOWN] })
    },
  ]

  test('deeper than anybody needs end with a reason', () => {
    const order = fc.array(fc.constantFrom(...wrap), { minLength: 6, maxLength: 14 })
    const swap = encodeFunctionData({
      abi: parseAbi(['function swapExactETHForTokens(uint256,address[],address,uint256)']),
      args: [1n, [UNKNOWN, toHex(77, { size: 20 })], UNKNOWN, 9n],
    })
    fc.assert(
      fc.property(order, targets, (layers, to) => {
        const input = layers.reduce((call, layer) => layer(call), swap)
        expect(analyze(to, input).decoded.problem).not.toBeNull()
      }),
      { numRuns: 150 },
    )
  })
})

test('whatever comes, the searcher fails at nothing and tells of each transaction once', () => {
  const failures: string[] = []
  const metrics: Metrics = {
    ...noopMetrics,
    counter: ({ name }) => ({
      labels: (labels) => ({
        inc: () => {
          if (name === 'searcher_errors_total') failures.push(String(labels.code))
        },
      }),
    }),
  }
  const searcher = createSearcher({ registry: loadRegistry(), metrics })
  let index = 0
  fc.assert(
    fc.property(anyCalldata(1), targets, fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (input, to, value) => {
      const out: EventDraft[] = []
      const transaction: DraftOf<'TxDecoded'> = draft(index++, { to, input, value_wei: value.toString() })
      searcher.onTransaction(transaction, out)
      expect(out.filter(({ kind }) => kind === 'TxFeatures')).toHaveLength(1)
    }),
    { numRuns: 500 },
  )
  expect(failures).toEqual([])
})

test('random bytes are hardly ever taken for something', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 2_000 }), (bytes) => {
      const input = concatHex(['0x', toHex(bytes)])
      const { actions, problem } = decodeTransaction(body({ to: UNKNOWN, input }), everyInterface)
      expect(size(input)).toBe(bytes.length)
      expect(actions).toEqual([])
      expect(problem).not.toBeNull()
    }),
    { numRuns: 1_000 },
  )
})
