import type { Address } from '@org/events'
import { addAction, type Call, type Decoding, isFull, type Method } from './decoding.ts'
import { arrayLength, followOffset, readAddress, readWei, WORD_CHARS } from './words.ts'

/** `(token?, address[] to, uint256[] amounts)`: many transfers in one call, of one coin or token of the sender. */
function decodeDisperse(token: boolean, decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const contract: Address | null = token ? readAddress(input, base, end) : null
  if (token && contract === null) return false
  const slot = token ? base + WORD_CHARS : base
  const recipients = followOffset(input, base, slot, end)
  const amounts = followOffset(input, base, slot + WORD_CHARS, end)
  const count = arrayLength(input, recipients, end)
  if (count <= 0 || arrayLength(input, amounts, end) !== count) return false
  for (let index = 1; index <= count && !isFull(decoding); index++) {
    const to = readAddress(input, recipients + index * WORD_CHARS, end)
    const amount = readWei(input, amounts + index * WORD_CHARS, end)
    // What does not fit later is not taken back: the first transfer has shown what the call is.
    if (to === null || amount === null) return index > 1
    addAction(decoding, {
      type: 'transfer',
      standard: token ? 'erc20' : 'native',
      token: contract,
      from: call.sender,
      to,
      amount,
    })
  }
  return true
}

function disperse(signature: string, token: boolean): Method {
  return {
    signature,
    abis: ['disperse'],
    generic: true,
    decode: (decoding, call) => decodeDisperse(token, decoding, call),
  }
}

/** Payments to many at once, as the contract Disperse and its copies make them. */
export const disperseMethods: Readonly<Record<string, Method>> = {
  '0xe63d38ed': disperse('disperseEther(address[],uint256[])', false),
  '0xc73a2d60': disperse('disperseToken(address,address[],uint256[])', true),
  '0x51ba162c': disperse('disperseTokenSimple(address,address[],uint256[])', true),
}
