import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { readAddress, readWei, WORD_CHARS } from './words.ts'

/** A registered token is an ERC-20; of others the shared functions do not tell the standard. */
function fungible(call: Call): 'erc20' | 'erc20-or-erc721' {
  return call.contract === null ? 'erc20-or-erc721' : 'erc20'
}

function decodeTransfer(decoding: Decoding, call: Call): boolean {
  const to = readAddress(decoding.input, call.base, call.end)
  const amount = readWei(decoding.input, call.base + WORD_CHARS, call.end)
  if (to === null || amount === null) return false
  addAction(decoding, { type: 'transfer', standard: 'erc20', token: call.to, from: call.sender, to, amount })
  return true
}

function decodeTransferFrom(decoding: Decoding, call: Call): boolean {
  const from = readAddress(decoding.input, call.base, call.end)
  const to = readAddress(decoding.input, call.base + WORD_CHARS, call.end)
  const amount = readWei(decoding.input, call.base + 2 * WORD_CHARS, call.end)
  if (from === null || to === null || amount === null) return false
  if (call.contract?.abi === 'erc721') {
    addAction(decoding, {
      type: 'nft-transfer',
      standard: 'erc721',
      collection: call.to,
      from,
      to,
      tokenId: amount,
    })
    return true
  }
  addAction(decoding, { type: 'transfer', standard: fungible(call), token: call.to, from, to, amount })
  return true
}

function decodeApprove(decoding: Decoding, call: Call): boolean {
  const spender = readAddress(decoding.input, call.base, call.end)
  const amount = readWei(decoding.input, call.base + WORD_CHARS, call.end)
  if (spender === null || amount === null) return false
  addAction(decoding, { type: 'approval', standard: fungible(call), token: call.to, spender, amount })
  return true
}

function decodeSetApprovalForAll(decoding: Decoding, call: Call): boolean {
  const spender = readAddress(decoding.input, call.base, call.end)
  const approved = readWei(decoding.input, call.base + WORD_CHARS, call.end)
  if (spender === null || (approved !== '0' && approved !== '1')) return false
  addAction(decoding, { type: 'approval', standard: 'operator', token: call.to, spender, amount: null })
  return true
}

/** `safeTransferFrom`: `words` head words, of which the third is the token's number unless it is a batch. */
function decodeSafeTransfer(
  standard: 'erc721' | 'erc1155',
  words: number,
  batch: boolean,
  decoding: Decoding,
  call: Call,
): boolean {
  const from = readAddress(decoding.input, call.base, call.end)
  const to = readAddress(decoding.input, call.base + WORD_CHARS, call.end)
  const third = readWei(decoding.input, call.base + 2 * WORD_CHARS, call.end)
  if (from === null || to === null || third === null) return false
  if (call.base + words * WORD_CHARS > call.end) return false
  addAction(decoding, {
    type: 'nft-transfer',
    standard,
    collection: call.to,
    from,
    to,
    tokenId: batch ? null : third,
  })
  return true
}

const FUNGIBLE = ['erc20', 'wrapped-native'] as const
const SHARED = [...FUNGIBLE, 'erc721', 'uniswap-v3-position-manager'] as const
const NFT = ['erc721', 'erc1155', 'uniswap-v3-position-manager'] as const

function safeTransfer(
  signature: string,
  standard: 'erc721' | 'erc1155',
  words: number,
  batch = false,
): Method {
  return {
    signature,
    abis: NFT,
    generic: true,
    decode: (decoding, call) => decodeSafeTransfer(standard, words, batch, decoding, call),
  }
}

/** Transfers and approvals of ERC-20, ERC-721 and ERC-1155 tokens. */
export const tokenMethods: Readonly<Record<string, Method>> = {
  '0xa9059cbb': {
    signature: 'transfer(address,uint256)',
    abis: FUNGIBLE,
    generic: true,
    decode: decodeTransfer,
  },
  '0x23b872dd': {
    signature: 'transferFrom(address,address,uint256)',
    abis: SHARED,
    generic: true,
    decode: decodeTransferFrom,
  },
  '0x095ea7b3': { signature: 'approve(address,uint256)', abis: SHARED, generic: true, decode: decodeApprove },
  '0x39509351': {
    signature: 'increaseAllowance(address,uint256)',
    abis: FUNGIBLE,
    generic: true,
    decode: decodeApprove,
  },
  '0xa22cb465': {
    signature: 'setApprovalForAll(address,bool)',
    abis: NFT,
    generic: true,
    decode: decodeSetApprovalForAll,
  },
  '0x42842e0e': safeTransfer('safeTransferFrom(address,address,uint256)', 'erc721', 3),
  '0xb88d4fde': safeTransfer('safeTransferFrom(address,address,uint256,bytes)', 'erc721', 4),
  '0xf242432a': safeTransfer('safeTransferFrom(address,address,uint256,uint256,bytes)', 'erc1155', 5),
  '0x2eb2c2d6': safeTransfer(
    'safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)',
    'erc1155',
    5,
    true,
  ),
}
