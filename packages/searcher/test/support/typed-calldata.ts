import fc from 'fast-check'
import { type AbiFunction, type AbiParameter, encodeFunctionData, type Hex, parseAbiItem, toHex } from 'viem'
import { createMethodTable } from '../../src/decode/method-table.ts'
import { loadRegistry } from '../../src/registry/load-registry.ts'
import { CONTRACT_ABIS, type ContractAbi } from '../../src/registry/schema.ts'
import { DAI, USDC, WETH } from './transactions.ts'

/** Every function that can be read. */
export const METHODS = [...createMethodTable(() => {}).values()]

/** An address that is known to have this interface. */
export function addressOf(abi: ContractAbi): Hex {
  return toHex(0xfa_0000_0000_0000_0000_0000n + BigInt(CONTRACT_ABIS.indexOf(abi)), { size: 20 })
}

/** Ethereum, and one contract of every interface. */
export const everyInterface = loadRegistry({
  userEntries: {
    chains: [
      {
        chain_id: 1,
        contracts: CONTRACT_ABIS.map((abi) => ({
          address: addressOf(abi),
          protocol: 'fuzz',
          role: abi.endsWith('factory') ? 'factory' : 'router',
          abi,
          ...(abi === 'uniswap-v2-factory' ? { fee_ppm: 3_000 } : {}),
          source: 'test',
        })),
      },
    ],
  },
}).chain(1)

const address = fc.oneof(
  fc.constantFrom<Hex>(
    WETH,
    USDC,
    DAI,
    toHex(1, { size: 20 }),
    toHex(2, { size: 20 }),
    toHex(0, { size: 20 }),
  ),
  fc.bigInt({ min: 0n, max: 2n ** 160n - 1n }).map((value) => toHex(value, { size: 20 })),
)

/**
 * Calldata of a function with arguments of its types; byte strings may hold the calldata of others.
 * @param elements of each array outside other arrays. @default up to 4
 */
export function calldataOf(
  signature: string,
  inner: fc.Arbitrary<Hex>,
  elements?: number,
): fc.Arbitrary<Hex> {
  const item = parseAbiItem(`function ${signature}`) as AbiFunction // the text says so
  return fc
    .tuple(...item.inputs.map((parameter) => argumentOf(parameter, inner, elements)))
    .map((args) => encodeFunctionData({ abi: [item], functionName: item.name, args }))
}

/** Calldata of any function, calls within calls to a depth of `levels`. */
export function anyCalldata(levels: number): fc.Arbitrary<Hex> {
  const junk = fc.uint8Array({ maxLength: 80 }).map((bytes) => toHex(bytes))
  const inner = levels === 0 ? junk : fc.oneof(junk, { arbitrary: anyCalldata(levels - 1), weight: 3 })
  return fc.constantFrom(...METHODS).chain(({ signature }) => calldataOf(signature, inner))
}

function argumentOf(
  parameter: AbiParameter,
  inner: fc.Arbitrary<Hex>,
  elements?: number,
): fc.Arbitrary<unknown> {
  const array = /^(.*)\[(\d*)\]$/.exec(parameter.type)
  if (array !== null) {
    const element = argumentOf({ ...parameter, type: array[1] ?? '' }, inner)
    const exactly = array[2] === '' ? elements : Number(array[2])
    if (exactly !== undefined && exactly > 16) {
      // Of a long one each element is the same: only how many there are matters.
      return element.map((value) => Array.from({ length: exactly }, () => value))
    }
    const length = exactly === undefined ? {} : { minLength: exactly, maxLength: exactly }
    return fc.array(element, { maxLength: 4, ...length })
  }
  if (parameter.type === 'tuple') {
    const components = 'components' in parameter ? parameter.components : []
    return fc.tuple(...components.map((component) => argumentOf(component, inner, elements))).map((values) =>
      // Parts without names are given by position.
      components.every(({ name }) => name === undefined || name === '')
        ? values
        : Object.fromEntries(components.map(({ name }, index) => [name, values[index]])),
    )
  }
  return scalar(parameter.type, inner)
}

function scalar(type: string, inner: fc.Arbitrary<Hex>): fc.Arbitrary<unknown> {
  if (type === 'address') return address
  if (type === 'bool') return fc.boolean()
  if (type === 'bytes') return inner
  if (type === 'string') return fc.string({ maxLength: 40 })
  const [, kind = '', digits = ''] = /^(uint|int|bytes)(\d+)$/.exec(type) ?? []
  const size = BigInt(digits)
  if (kind === 'bytes') {
    return fc
      .bigInt({ min: 0n, max: 2n ** (8n * size) - 1n })
      .map((value) => toHex(value, { size: Number(size) }))
  }
  const most = kind === 'int' ? 2n ** (size - 1n) - 1n : 2n ** size - 1n
  const least = kind === 'int' ? -(2n ** (size - 1n)) : 0n
  const sample = fc.oneof(
    fc.bigInt({ min: 0n, max: most < 5n ? most : 5n }),
    fc.bigInt({ min: least, max: most }),
    fc.constant(most),
  )
  // The encoder wants numbers where they are exact.
  return size <= 48n ? sample.map(Number) : sample
}
