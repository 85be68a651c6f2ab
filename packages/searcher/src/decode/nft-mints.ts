import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { callProtocol } from './lending-method.ts'
import { arrayLength, bytesLength, followOffset, readAddress, readNumber, WORD_CHARS } from './words.ts'

/** Nobody mints more pieces in a call; amounts of coins and tokens are far above, in their smallest units. */
const MOST_PIECES = 1_000

interface MintLayout {
  /** Word that holds how many pieces. */
  readonly count: number
  /** Words that must be addresses. */
  readonly addresses?: readonly number[]
  /** Word that must lead to a list of words: a proof that the sender may. */
  readonly proof?: number
}

function decodeMint(layout: MintLayout, words: number, decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  if (base + words * WORD_CHARS > end) return false
  const pieces = readNumber(input, base + layout.count * WORD_CHARS, end)
  if (pieces < 1 || pieces > MOST_PIECES) return false
  for (const word of layout.addresses ?? []) {
    if (readAddress(input, base + word * WORD_CHARS, end) === null) return false
  }
  if (layout.proof !== undefined) {
    const list = followOffset(input, base, base + layout.proof * WORD_CHARS, end)
    if (arrayLength(input, list, end) < 0) return false
  }
  addMint(decoding, call)
  return true
}

/** `(to)`: the sender has a piece issued to itself. Pairs of Uniswap have the function too, which routers call for others. */
function decodeOwn(decoding: Decoding, call: Call): boolean {
  if (readAddress(decoding.input, call.base, call.end) !== call.sender || call.depth > 0) return false
  addMint(decoding, call)
  return true
}

function addMint(decoding: Decoding, call: Call): void {
  addAction(decoding, {
    type: 'nft-trade',
    protocol: callProtocol(call, 'nft-mint'),
    change: 'fill',
    collection: call.contract === null ? call.to : null,
    tokenId: null,
  })
}

/** `(to, number, amount, data)` of an ERC-1155, or lists of numbers and amounts. */
function decodeIssue(lists: boolean, decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const slot = (word: number): number => followOffset(input, base, base + word * WORD_CHARS, end)
  if (readAddress(input, base, end) === null || bytesLength(input, slot(3), end) < 0) return false
  if (lists) {
    const count = arrayLength(input, slot(1), end)
    if (count <= 0 || arrayLength(input, slot(2), end) !== count) return false
  }
  addMint(decoding, call)
  return true
}

function mint(signature: string, words: number, layout: MintLayout): Method {
  return {
    signature,
    abis: ['nft-market', 'erc721', 'erc1155'],
    generic: true,
    decode: (decoding, call) => decodeMint(layout, words, decoding, call),
  }
}

function issue(signature: string, lists: boolean): Method {
  return {
    signature,
    abis: ['nft-market', 'erc1155'],
    generic: true,
    decode: (decoding, call) => decodeIssue(lists, decoding, call),
  }
}

/**
 * First sales of collections by the functions that most of them have: a small number is a count of pieces, a large one
 * an amount of something else. `mint(uint256)` is shared with the markets of Compound V2 (`compound.ts`).
 */
export const nftMintMethods: Readonly<Record<string, Method>> = {
  '0x40c10f19': mint('mint(address,uint256)', 2, { count: 1, addresses: [0] }),
  '0x6a627842': {
    signature: 'mint(address)',
    abis: ['nft-market', 'erc721', 'erc1155'],
    generic: true,
    decode: decodeOwn,
  },
  '0x731133e9': issue('mint(address,uint256,uint256,bytes)', false),
  '0x1f7fdffa': issue('mintBatch(address,uint256[],uint256[],bytes)', true),
  '0x2db11544': mint('publicMint(uint256)', 1, { count: 0 }),
  '0xefd0cbf9': mint('mintPublic(uint256)', 1, { count: 0 }),
  '0xb3ab66b0': mint('publicSaleMint(uint256)', 1, { count: 0 }),
  '0xba41b0c6': mint('mint(uint256,bytes32[])', 3, { count: 0, proof: 1 }),
  '0xd2cab056': mint('whitelistMint(uint256,bytes32[])', 3, { count: 0, proof: 1 }),
  '0xe3e1e8ef': mint('presaleMint(uint256,bytes32[])', 3, { count: 0, proof: 1 }),
  '0x7bc9200e': mint('allowlistMint(uint256,bytes32[])', 3, { count: 0, proof: 1 }),
  '0xa1448194': mint('safeMint(address,uint256)', 2, { count: 1, addresses: [0] }),
  // Drops that many collections share; those of coins claim amounts, which are no numbers of pieces.
  '0x84bb1e42': mint('claim(address,uint256,address,uint256,(bytes32[],uint256,uint256,address),bytes)', 6, {
    count: 1,
    addresses: [0, 2],
  }),
  '0x57bc3d78': mint(
    'claim(address,uint256,uint256,address,uint256,(bytes32[],uint256,uint256,address),bytes)',
    7,
    { count: 2, addresses: [0, 3] },
  ),
  '0x4300a4e6': mint(
    'mintAllowList(address,address,address,uint256,(uint256,uint256,uint256,uint256,uint256,uint256,uint256,bool),bytes32[])',
    13,
    { count: 3, addresses: [0, 1, 2] },
  ),
  '0x4b61cd6f': mint(
    'mintSigned(address,address,address,uint256,(uint256,uint256,uint256,uint256,uint256,uint256,uint256,bool),uint256,bytes)',
    14,
    { count: 3, addresses: [0, 1, 2] },
  ),
  '0x161ac21f': mint('mintPublic(address,address,address,uint256)', 4, { count: 3, addresses: [0, 1, 2] }),
}

/** The same of `mint(uint256)`, for contracts that nobody listed. */
export function decodeMintCount(decoding: Decoding, call: Call): boolean {
  return decodeMint({ count: 0 }, 1, decoding, call)
}
