import { type Call, DECODE_LIMITS, type Decoding, type Method, noteProblem, takeCall } from './decoding.ts'
import { type CommandSet, decodeCommand, EXECUTE_SUB_PLAN, type Plan } from './universal-commands.ts'
import { arrayLength, bytesLength, followOffset, parseDigits, readNumber, WORD_CHARS } from './words.ts'

/** The upper bit of a command lets it fail; up to 2.0 the next one means nothing. */
const COMMAND_MASK = 0x7f
const SHORT_COMMAND_MASK = 0x3f

/** `(bytes commands, bytes[] inputs)` whose two offsets begin at `base`. */
function decodePlan(decoding: Decoding, plan: Plan, base: number, end: number, depth: number): boolean {
  const { input } = decoding
  const commands = followOffset(input, base, base, end)
  const commandChars = bytesLength(input, commands, end)
  const inputs = followOffset(input, base, base + WORD_CHARS, end)
  const count = arrayLength(input, inputs, end)
  // The router refuses a plan whose commands and inputs differ in number.
  if (commandChars < 0 || count < 0 || commandChars !== count * 2) return false
  const heads = inputs + WORD_CHARS
  for (let index = 0; index < count && takeCall(decoding); index++) {
    const byte = commands + WORD_CHARS + index * 2
    const command = parseDigits(input, byte, byte + 2) & plan.mask
    const at = followOffset(input, heads, heads + index * WORD_CHARS, end)
    const chars = bytesLength(input, at, end)
    const start = at + WORD_CHARS
    if (chars < 0) noteProblem(decoding, 'malformed')
    else if (command === EXECUTE_SUB_PLAN) decodeSubPlan(decoding, plan, start, start + chars, depth)
    else decodeCommand(decoding, plan, command, start, start + chars)
  }
  return true
}

function decodeSubPlan(decoding: Decoding, plan: Plan, base: number, end: number, depth: number): void {
  if (depth >= DECODE_LIMITS.depth) noteProblem(decoding, 'depth_limit')
  else if (!decodePlan(decoding, plan, base, end, depth + 1)) noteProblem(decoding, 'malformed')
}

function decodeExecute(hasDeadline: boolean, decoding: Decoding, call: Call): boolean {
  const deadlineAt = call.base + 2 * WORD_CHARS
  if (hasDeadline && deadlineAt + WORD_CHARS > call.end) return false
  const deadline = hasDeadline ? readNumber(decoding.input, deadlineAt, call.end) : -1
  const abi = call.contract?.abi
  const commandSet: CommandSet =
    abi === 'uniswap-universal-router-v1' ? 'v1' : abi === 'pancake-universal-router' ? 'pancake' : 'v2'
  const plan: Plan = {
    call,
    commandSet,
    mask:
      abi === undefined || abi === null || abi === 'uniswap-universal-router'
        ? COMMAND_MASK
        : SHORT_COMMAND_MASK,
    deadline: deadline < 0 ? call.deadline : deadline,
    wrapped: null,
    wraps: 0,
  }
  return decodePlan(decoding, plan, call.base, call.end, call.depth)
}

function execute(signature: string, hasDeadline: boolean): Method {
  return {
    signature,
    abis: [
      'uniswap-universal-router',
      'uniswap-universal-router-v2',
      'uniswap-universal-router-v1',
      'pancake-universal-router',
    ],
    generic: true,
    decode: (decoding, call) => decodeExecute(hasDeadline, decoding, call),
  }
}

/** Entry points of the Universal Router. */
export const universalRouterMethods: Readonly<Record<string, Method>> = {
  '0x3593564c': execute('execute(bytes,bytes[],uint256)', true),
  '0x24856bc3': execute('execute(bytes,bytes[])', false),
}
