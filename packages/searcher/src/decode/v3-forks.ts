import type { Address, Wei } from '@org/events'
import type { ContractAbi } from '../registry/schema.ts'
import { buildSwap } from './build-swap.ts'
import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { poolProtocol } from './pool-protocol.ts'
import { routerRecipient } from './router-constants.ts'
import { readAddressPath, singlePath } from './swap-path.ts'
import { followOffset, readAddress, readNumber, readWei, WORD_CHARS } from './words.ts'

const NO_ADDRESS = `0x${'0'.repeat(40)}`

/** `((tokenIn, tokenOut, extra?, recipient, deadline, amount, limit, price limit))`, in place. */
function decodeSingle(extraWords: 0 | 1, exact: 'in' | 'out', decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const at = base + (2 + extraWords) * WORD_CHARS
  const tokenIn = readAddress(input, base, end)
  const tokenOut = readAddress(input, base + WORD_CHARS, end)
  const recipient = readAddress(input, at, end)
  const amount = readWei(input, at + 2 * WORD_CHARS, end)
  const limit = readWei(input, at + 3 * WORD_CHARS, end)
  if (tokenIn === null || tokenOut === null || recipient === null || at + 5 * WORD_CHARS > end) return false
  const path = singlePath(tokenIn, tokenOut, 0)
  const deadline = readNumber(input, at + WORD_CHARS, end)
  return addForkSwap(
    decoding,
    call,
    path === null ? null : { tokens: path.tokens, fees: [] },
    'uniswap-v3',
    exact,
    amount,
    limit,
    recipient === NO_ADDRESS || recipient === call.to ? null : recipient,
    deadline < 0 ? call.deadline : deadline,
  )
}

/** `(path, flags, amount, limit, to)` of PancakeSwap's router, over pools of its stable kind. */
function decodeStable(exact: 'in' | 'out', decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const path = readAddressPath(decoding, followOffset(input, base, base, end), end)
  const flags = followOffset(input, base, base + WORD_CHARS, end)
  const amount = readWei(input, base + 2 * WORD_CHARS, end)
  const limit = readWei(input, base + 3 * WORD_CHARS, end)
  const recipient = readAddress(input, base + 4 * WORD_CHARS, end)
  if (flags < 0 || recipient === null) return false
  const given = exact === 'in' && amount === '0' ? null : amount
  if (amount === null || limit === null) return false
  const swap = buildSwap(
    poolProtocol(call.contract, 'stable-swap'),
    path,
    exact,
    exact === 'in' ? given : limit,
    exact === 'in' ? limit : amount,
    routerRecipient(recipient, call),
    call.deadline,
  )
  if (swap === null) return false
  addAction(decoding, { type: 'swap', swap, native: 'none' })
  return true
}

function addForkSwap(
  decoding: Decoding,
  call: Call,
  path: { tokens: Address[]; fees: number[] } | null,
  family: 'uniswap-v3',
  exact: 'in' | 'out',
  amount: Wei | null,
  limit: Wei | null,
  recipient: Address | null,
  deadline: number | null,
): boolean {
  if (amount === null || limit === null) return false
  const swap = buildSwap(
    poolProtocol(call.contract, family),
    path,
    exact,
    exact === 'in' ? amount : limit,
    exact === 'in' ? limit : amount,
    recipient,
    deadline,
  )
  if (swap === null) return false
  addAction(decoding, { type: 'swap', swap, native: 'none' })
  return true
}

function single(signature: string, abi: ContractAbi, extraWords: 0 | 1, exact: 'in' | 'out'): Method {
  return {
    signature,
    abis: [abi],
    generic: true,
    decode: (decoding, call) => decodeSingle(extraWords, exact, decoding, call),
  }
}

function stable(signature: string, exact: 'in' | 'out'): Method {
  return {
    signature,
    abis: ['uniswap-v3-swap-router-02'],
    generic: true,
    decode: (decoding, call) => decodeStable(exact, decoding, call),
  }
}

/** Functions of V3 forks whose structs differ: Algebra (no fee), Slipstream (tick spacing), Pancake (stable pools). */
export const v3ForkMethods: Readonly<Record<string, Method>> = {
  '0xbc651188': single(
    'exactInputSingle((address,address,address,uint256,uint256,uint256,uint160))',
    'algebra-router',
    0,
    'in',
  ),
  '0xb87d2524': single(
    'exactInputSingleSupportingFeeOnTransferTokens((address,address,address,uint256,uint256,uint256,uint160))',
    'algebra-router',
    0,
    'in',
  ),
  '0x1679c792': single(
    'exactInputSingle((address,address,address,address,uint256,uint256,uint256,uint160))',
    'algebra-router',
    1,
    'in',
  ),
  '0x1764babc': single(
    'exactOutputSingle((address,address,address,address,uint256,uint256,uint256,uint160))',
    'algebra-router',
    1,
    'out',
  ),
  '0xa026383e': single(
    'exactInputSingle((address,address,int24,address,uint256,uint256,uint256,uint160))',
    'slipstream-router',
    1,
    'in',
  ),
  '0xc714e838': single(
    'exactOutputSingle((address,address,int24,address,uint256,uint256,uint256,uint160))',
    'slipstream-router',
    1,
    'out',
  ),
  '0xb4554231': stable('exactInputStableSwap(address[],uint256[],uint256,uint256,address)', 'in'),
  '0xb4c4e555': stable('exactOutputStableSwap(address[],uint256[],uint256,uint256,address)', 'out'),
}
