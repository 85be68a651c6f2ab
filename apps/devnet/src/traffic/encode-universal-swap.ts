import {
  type Address,
  concatHex,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  parseAbiParameters,
} from 'viem'
import { universalRouterAbi } from '../abis.ts'
import type { SwapContext } from './swap-context.ts'
import { encodeV3Path } from './v3-path.ts'

/** Addresses that the Universal Router replaces: the caller and itself. */
const CALLER: Address = '0x0000000000000000000000000000000000000001'
const ROUTER: Address = '0x0000000000000000000000000000000000000002'

const V3_SWAP = parseAbiParameters(
  'address recipient, uint256 amount, uint256 limit, bytes path, bool payerIsUser',
)
const V2_SWAP = parseAbiParameters(
  'address recipient, uint256 amount, uint256 limit, address[] path, bool payerIsUser',
)
const WRAP = parseAbiParameters('address recipient, uint256 amount')

/** One command byte and its input. */
interface Command {
  readonly id: Hex
  readonly input: Hex
}

/** `execute` of the Universal Router for methods `universal.…`. @throws RangeError for another router's method. */
export function encodeUniversalSwap(context: SwapContext): Hex {
  const commands = listCommands(context)
  return encodeFunctionData({
    abi: universalRouterAbi,
    functionName: 'execute',
    args: [concatHex(commands.map(({ id }) => id)), commands.map(({ input }) => input), context.deadline],
  })
}

function listCommands({ action, path }: SwapContext): readonly Command[] {
  const { method, fees, amountIn, amountOut } = action
  const v3Path = (): Hex => encodeV3Path(path, fees, action.method === 'universal.permit2.v3Out')
  switch (method) {
    case 'universal.wrap.v2In':
      return [wrap(amountIn), v2In([CALLER, amountIn, amountOut, path, false])]
    case 'universal.wrap.v3In':
      return [wrap(amountIn), v3In([CALLER, amountIn, amountOut, v3Path(), false])]
    case 'universal.wrap.v2Out':
      return [
        wrap(amountIn),
        { id: '0x09', input: encodeAbiParameters(V2_SWAP, [CALLER, amountOut, amountIn, path, false]) },
        unwrap(0n),
      ]
    case 'universal.permit2.v2In':
      return [v2In([CALLER, amountIn, amountOut, path, true])]
    case 'universal.permit2.v3Out':
      return [
        { id: '0x01', input: encodeAbiParameters(V3_SWAP, [CALLER, amountOut, amountIn, v3Path(), true]) },
      ]
    case 'universal.permit2.v3In.unwrap':
      return [v3In([ROUTER, amountIn, amountOut, v3Path(), true]), unwrap(amountOut)]
    default:
      throw new RangeError(`${method} is not a method of the Universal Router`)
  }
}

function v3In(args: readonly [Address, bigint, bigint, Hex, boolean]): Command {
  return { id: '0x00', input: encodeAbiParameters(V3_SWAP, args) }
}

function v2In(args: readonly [Address, bigint, bigint, readonly Address[], boolean]): Command {
  return { id: '0x08', input: encodeAbiParameters(V2_SWAP, args) }
}

function wrap(amount: bigint): Command {
  return { id: '0x0b', input: encodeAbiParameters(WRAP, [ROUTER, amount]) }
}

function unwrap(minimum: bigint): Command {
  return { id: '0x0c', input: encodeAbiParameters(WRAP, [CALLER, minimum]) }
}
