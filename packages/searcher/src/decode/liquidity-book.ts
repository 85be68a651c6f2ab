import { buildSwap } from './build-swap.ts'
import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { readAddressPath } from './swap-path.ts'
import { tradeProtocol } from './trade.ts'
import { arrayLength, followOffset, readAddress, readNumber, readWei, WORD_CHARS } from './words.ts'

type Native = 'in' | 'out' | 'none'

/** `(amount?, amount, (binSteps[], versions[], tokens[]) path, to, deadline)`; the value stands for a native amount in. */
function decodeBook(exact: 'in' | 'out', native: Native, decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const first = readWei(input, base, end)
  const slot = base + (native === 'in' ? 1 : 2) * WORD_CHARS
  const second = native === 'in' ? call.value : readWei(input, base + WORD_CHARS, end)
  const path = followOffset(input, base, slot, end)
  const recipient = readAddress(input, slot + WORD_CHARS, end)
  const deadlineAt = slot + 2 * WORD_CHARS
  if (first === null || second === null || path < 0 || recipient === null) return false
  if (deadlineAt + WORD_CHARS > end) return false
  const steps = arrayLength(input, followOffset(input, path, path, end), end)
  const tokens = readAddressPath(decoding, followOffset(input, path, path + 2 * WORD_CHARS, end), end)
  // A bin step for every pair of tokens.
  if (tokens === null || steps !== tokens.tokens.length - 1) return false
  // Exact in: (in, out least). Exact out: (out, in most). With native in, `first` is the amount out of both.
  const outFirst = native === 'in' || exact === 'out'
  const deadline = readNumber(input, deadlineAt, end)
  const swap = buildSwap(
    tradeProtocol(call, 'liquidity-book'),
    tokens,
    exact,
    outFirst ? second : first,
    outFirst ? first : second,
    recipient,
    deadline < 0 ? null : deadline,
  )
  if (swap === null) return false
  addAction(decoding, { type: 'swap', swap, native })
  return true
}

function method(name: string, exact: 'in' | 'out', native: Native): Method {
  const amounts = native === 'in' ? 'uint256' : 'uint256,uint256'
  return {
    signature: `${name}(${amounts},(uint256[],uint8[],address[]),address,uint256)`,
    abis: ['liquidity-book-router'],
    generic: true,
    decode: (decoding, call) => decodeBook(exact, native, decoding, call),
  }
}

const FEE = 'SupportingFeeOnTransferTokens'

/** Swap functions of Trader Joe's Liquidity Book router. */
export const liquidityBookMethods: Readonly<Record<string, Method>> = {
  '0x2a443fae': method('swapExactTokensForTokens', 'in', 'none'),
  '0x9ab6156b': method('swapExactTokensForNATIVE', 'in', 'out'),
  '0xb066ea7c': method('swapExactNATIVEForTokens', 'in', 'in'),
  '0x92fe8e70': method('swapTokensForExactTokens', 'out', 'none'),
  '0x3dc8f8ec': method('swapTokensForExactNATIVE', 'out', 'out'),
  '0x2075ad22': method('swapNATIVEForExactTokens', 'out', 'in'),
  '0x4b801870': method(`swapExactTokensForTokens${FEE}`, 'in', 'none'),
  '0x1a24f9a9': method(`swapExactTokensForNATIVE${FEE}`, 'in', 'out'),
  '0xe038e6dc': method(`swapExactNATIVEForTokens${FEE}`, 'in', 'in'),
}
