import type { Address, Wei } from '@org/events'
import { type Call, type Decoding, type Method, noteProblem } from './decoding.ts'
import { addPathTrade, addTrade, appendToken, orSender, type TokenPath, tradeProtocol } from './trade.ts'
import { arrayLength, bytesLength, followOffset, readAddress, readWei, WORD_CHARS } from './words.ts'

/** `(id, integrator, referrer, receiver, least, steps[])` of LI.FI: from the first step's token to the last one's. */
function decodeLifi(decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const recipient = readAddress(input, base + 3 * WORD_CHARS, end)
  const amountOut = readWei(input, base + 4 * WORD_CHARS, end)
  const array = followOffset(input, base, base + 5 * WORD_CHARS, end)
  const count = arrayLength(input, array, end)
  if (recipient === null || amountOut === null || count < 1) return false
  const heads = array + WORD_CHARS
  const first = followOffset(input, heads, heads, end)
  const last = followOffset(input, heads, heads + (count - 1) * WORD_CHARS, end)
  if (first < 0 || last < 0) return false
  const tokenIn = readAddress(input, first + 2 * WORD_CHARS, end)
  const tokenOut = readAddress(input, last + 3 * WORD_CHARS, end)
  const amountIn = readWei(input, first + 4 * WORD_CHARS, end)
  if (tokenIn === null || tokenOut === null || amountIn === null) return false
  return addTrade(decoding, {
    protocol: tradeProtocol(call, 'lifi'),
    pool: null,
    tokenIn,
    tokenOut,
    amountIn,
    amountOut,
    exact: 'in',
    recipient: orSender(recipient, call.sender),
    deadline: call.deadline,
  })
}

/**
 * `(aggregator, tokenFrom, amount, data)` of MetaMask: the adapters' data begins with both tokens and both amounts,
 * which is believed where the first token is the one that is paid.
 */
function decodeMetaMask(decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const name = followOffset(input, base, base, end)
  const tokenIn = readAddress(input, base + WORD_CHARS, end)
  const amountIn = readWei(input, base + 2 * WORD_CHARS, end)
  const data = followOffset(input, base, base + 3 * WORD_CHARS, end)
  const chars = bytesLength(input, data, end)
  if (bytesLength(input, name, end) < 0 || tokenIn === null || amountIn === null || chars < 0) return false
  const at = data + WORD_CHARS
  const told = chars >= 4 * WORD_CHARS && readAddress(input, at, end) === tokenIn
  const tokenOut: Address | null = told ? readAddress(input, at + WORD_CHARS, end) : null
  const amountOut: Wei | null = told ? readWei(input, at + 3 * WORD_CHARS, end) : null
  return addTrade(decoding, {
    protocol: tradeProtocol(call, 'metamask-swaps'),
    pool: null,
    tokenIn,
    tokenOut,
    amountIn,
    amountOut: tokenOut === null ? null : amountOut,
    exact: 'in',
    recipient: call.sender,
    deadline: call.deadline,
  })
}

/** `(inputs (token, amount, receiver)[], outputs (token, share, receiver)[], least value, …)` of Odos. */
function decodeOdosMulti(decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const inputs = followOffset(input, base, base, end)
  const outputs = followOffset(input, base, base + WORD_CHARS, end)
  const inputCount = arrayLength(input, inputs, end)
  const outputCount = arrayLength(input, outputs, end)
  if (inputCount < 1 || outputCount < 1) return false
  const tokenIn = readAddress(input, inputs + WORD_CHARS, end)
  const amountIn = readWei(input, inputs + 2 * WORD_CHARS, end)
  const tokenOut = readAddress(input, outputs + WORD_CHARS, end)
  const recipient = readAddress(input, outputs + 3 * WORD_CHARS, end)
  if (tokenIn === null || amountIn === null || tokenOut === null || recipient === null) return false
  // One token against one is a swap; of several only the ends that are alone are named.
  if (inputCount > 1 || outputCount > 1) noteProblem(decoding, 'not_decoded')
  return addTrade(decoding, {
    protocol: tradeProtocol(call, 'odos'),
    pool: null,
    tokenIn: inputCount === 1 ? tokenIn : null,
    tokenOut: outputCount === 1 ? tokenOut : null,
    amountIn: inputCount === 1 && amountIn !== '0' ? amountIn : null,
    // The limit is on a weighted sum of what comes out.
    amountOut: null,
    exact: 'in',
    recipient: orSender(recipient, call.sender),
    deadline: call.deadline,
  })
}

/** `(path, amount, least, …)` of Bancor: tokens with the converters between them. */
function decodeConvert(decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const at = followOffset(input, base, base, end)
  const length = arrayLength(input, at, end)
  const amountIn = readWei(input, base + WORD_CHARS, end)
  const amountOut = readWei(input, base + 2 * WORD_CHARS, end)
  if (length < 3 || length > MOST_CONVERSION_WORDS || length % 2 === 0) return false
  if (amountIn === null || amountOut === null) return false
  const recipient = readAddress(input, base + 3 * WORD_CHARS, end)
  if (recipient === null) return false
  const path: TokenPath = { tokens: [], native: 'none' }
  for (let index = 0; index < length; index += 2) {
    const token = readAddress(input, at + (index + 1) * WORD_CHARS, end)
    if (token === null || !appendToken(decoding, path, token)) return false
  }
  const protocol = tradeProtocol(call, 'bancor')
  const to = orSender(recipient, call.sender)
  return addPathTrade(decoding, path, protocol, 'in', amountIn, amountOut, to, call.deadline)
}

const MOST_CONVERSION_WORDS = 15

/** Signed orders of UniswapX, handed to a reactor by a filler: that they are filled, not what they trade. */
function decodeOrders(decoding: Decoding, call: Call): boolean {
  const orders = followOffset(decoding.input, call.base, call.base, call.end)
  if (orders < 0 || orders + 2 * WORD_CHARS > call.end) return false
  noteProblem(decoding, 'not_decoded')
  return addTrade(decoding, {
    protocol: tradeProtocol(call, 'uniswapx'),
    pool: null,
    tokenIn: null,
    tokenOut: null,
    amountIn: null,
    amountOut: null,
    exact: 'in',
    recipient: null,
    deadline: call.deadline,
  })
}

const LIFI_STEPS =
  '(bytes32,string,string,address,uint256,(address,address,address,address,uint256,bytes,bool)[])'

function lifi(name: string): Method {
  return { signature: `${name}${LIFI_STEPS}`, abis: ['lifi-diamond'], generic: true, decode: decodeLifi }
}

function reactor(signature: string): Method {
  return { signature, abis: ['uniswapx-reactor'], generic: true, decode: decodeOrders }
}

/** Swap functions of aggregators that name steps, packed data or orders. */
export const aggregatorStepMethods: Readonly<Record<string, Method>> = {
  '0x4630a0d8': lifi('swapTokensGeneric'),
  '0x5fd9ae2e': lifi('swapTokensMultipleV3ERC20ToERC20'),
  '0x2c57e884': lifi('swapTokensMultipleV3ERC20ToNative'),
  '0x736eac0b': lifi('swapTokensMultipleV3NativeToERC20'),
  '0x5f575529': {
    signature: 'swap(string,address,uint256,bytes)',
    abis: ['metamask-swap-router'],
    generic: true,
    decode: decodeMetaMask,
  },
  '0x7bf2d6d4': {
    signature:
      'swapMulti((address,uint256,address)[],(address,uint256,address)[],uint256,bytes,address,uint32)',
    abis: ['odos-router'],
    generic: true,
    decode: decodeOdosMulti,
  },
  '0xb77d239b': {
    signature: 'convertByPath(address[],uint256,uint256,address,address,uint256)',
    abis: ['bancor-network'],
    generic: true,
    decode: decodeConvert,
  },
  '0x3f62192e': reactor('execute((bytes,bytes))'),
  '0x0d335884': reactor('executeWithCallback((bytes,bytes),bytes)'),
  '0x0d7a16c3': reactor('executeBatch((bytes,bytes)[])'),
  '0x13fb72c7': reactor('executeBatchWithCallback((bytes,bytes)[],bytes)'),
}
