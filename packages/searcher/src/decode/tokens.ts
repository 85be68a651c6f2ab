import type { Address, Wei } from '@org/events'
import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { bytesLength, followOffset, readAddress, readWei, WORD_CHARS } from './words.ts'

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
  const third = readWei(decoding.input, call.base + 2 * WORD_CHARS, call.end)
  if (from === null || to === null || third === null) return false
  if (call.contract === null ? isPiece(call, from, third) : PIECES.has(call.contract.abi)) {
    addAction(decoding, {
      type: 'nft-transfer',
      standard: 'erc721',
      collection: call.to,
      from,
      to,
      tokenId: third,
    })
    return true
  }
  addAction(decoding, {
    type: 'transfer',
    standard: fungible(call),
    token: call.to,
    from,
    to,
    amount: third,
  })
  return true
}

/** Numbers of pieces are below this, or are hashes: far above any amount of coins. */
const SMALL_DIGITS = 12
const HASH_DIGITS = 60

/**
 * True where the sender moves what is its own with `transferFrom`: who holds an ERC-20 calls `transfer`, which
 * ERC-721 does not have. The number must be no amount of a token with decimals.
 */
function isPiece(call: Call, from: Address, number: Wei): boolean {
  return from === call.sender && (number.length <= SMALL_DIGITS || number.length >= HASH_DIGITS)
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

/** `transfer` or `approve` in the first words, and a call to the receiver after them. */
function decodeAndCall(
  decode: (decoding: Decoding, call: Call) => boolean,
  decoding: Decoding,
  call: Call,
): boolean {
  if (
    bytesLength(
      decoding.input,
      followOffset(decoding.input, call.base, call.base + 2 * WORD_CHARS, call.end),
      call.end,
    ) < 0
  ) {
    return false
  }
  return decode(decoding, call)
}

/** `(address owner, address spender, …)`, the amount in word `amountAt` unless all or nothing is allowed. */
function decodePermit(words: number, amountAt: number | null, decoding: Decoding, call: Call): boolean {
  if (call.base + words * WORD_CHARS > call.end) return false
  const owner = readAddress(decoding.input, call.base, call.end)
  const spender = readAddress(decoding.input, call.base + WORD_CHARS, call.end)
  if (owner === null || spender === null) return false
  const amount =
    amountAt === null ? null : readWei(decoding.input, call.base + amountAt * WORD_CHARS, call.end)
  if (amountAt !== null && amount === null) return false
  addAction(decoding, { type: 'approval', standard: 'permit', token: call.to, spender, amount })
  return true
}

/** Signed transfers of EIP-3009: `(from, to, amount, …)`, as `transferFrom`. */
function decodeAuthorized(words: number, decoding: Decoding, call: Call): boolean {
  if (call.base + words * WORD_CHARS > call.end) return false
  const from = readAddress(decoding.input, call.base, call.end)
  const to = readAddress(decoding.input, call.base + WORD_CHARS, call.end)
  const amount = readWei(decoding.input, call.base + 2 * WORD_CHARS, call.end)
  if (from === null || to === null || amount === null) return false
  addAction(decoding, { type: 'transfer', standard: 'erc20', token: call.to, from, to, amount })
  return true
}

/** Markets and staked coins are tokens, too. */
const FUNGIBLE = [
  'erc20',
  'wrapped-native',
  'staking-token',
  'compound-v2-market',
  'compound-v2-native-market',
  'compound-v3-comet',
] as const
/** Collections, and what issues its claims and positions as pieces of its own. */
const COLLECTIONS = [
  'erc721',
  'uniswap-v3-position-manager',
  'uniswap-v4-position-manager',
  'staking',
] as const
const PIECES: ReadonlySet<string | null> = new Set(COLLECTIONS)
const SHARED = [...FUNGIBLE, ...COLLECTIONS] as const
const NFT = [...COLLECTIONS, 'erc1155'] as const

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
  '0xa457c2d7': {
    signature: 'decreaseAllowance(address,uint256)',
    abis: FUNGIBLE,
    generic: true,
    decode: decodeApprove,
  },
  '0xd73dd623': {
    signature: 'increaseApproval(address,uint256)',
    abis: FUNGIBLE,
    generic: true,
    decode: decodeApprove,
  },
  '0x4000aea0': {
    signature: 'transferAndCall(address,uint256,bytes)',
    abis: FUNGIBLE,
    generic: true,
    decode: (decoding, call) => decodeAndCall(decodeTransfer, decoding, call),
  },
  '0xcae9ca51': {
    signature: 'approveAndCall(address,uint256,bytes)',
    abis: FUNGIBLE,
    generic: true,
    decode: (decoding, call) => decodeAndCall(decodeApprove, decoding, call),
  },
  '0xd505accf': {
    signature: 'permit(address,address,uint256,uint256,uint8,bytes32,bytes32)',
    abis: FUNGIBLE,
    generic: true,
    decode: (decoding, call) => decodePermit(7, 2, decoding, call),
  },
  // DAI's: all or nothing instead of an amount.
  '0x8fcbaf0c': {
    signature: 'permit(address,address,uint256,uint256,bool,uint8,bytes32,bytes32)',
    abis: FUNGIBLE,
    generic: true,
    decode: (decoding, call) => decodePermit(8, null, decoding, call),
  },
  '0xe3ee160e': {
    signature:
      'transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)',
    abis: FUNGIBLE,
    generic: true,
    decode: (decoding, call) => decodeAuthorized(9, decoding, call),
  },
  '0xcf092995': {
    signature: 'transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)',
    abis: FUNGIBLE,
    generic: true,
    decode: (decoding, call) => decodeAuthorized(8, decoding, call),
  },
  '0xef55bec6': {
    signature:
      'receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)',
    abis: FUNGIBLE,
    generic: true,
    decode: (decoding, call) => decodeAuthorized(9, decoding, call),
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
