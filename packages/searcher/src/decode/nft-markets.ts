import type { NftTradeAction } from './action.ts'
import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { callProtocol } from './lending-method.ts'
import { followOffset, readAddress, readNumber, readWei, WORD_CHARS } from './words.ts'

const ITEM = '(uint8,address,uint256,uint256,uint256)'
const PAID = '(uint8,address,uint256,uint256,uint256,address)'
const PARAMETERS = `(address,address,${ITEM}[],${PAID}[],uint8,uint256,uint256,bytes32,uint256,bytes32,uint256)`
const COMPONENTS = PARAMETERS
const ORDER = `(${PARAMETERS},bytes)`
const ADVANCED = `(${PARAMETERS},uint120,uint120,bytes,bytes)`
const RESOLVER = '(uint256,uint8,uint256,uint256,bytes32[])'
const PARTS = '(uint256,uint256)[]'
const BASIC =
  '(address,uint256,uint256,address,address,address,uint256,uint256,uint8,uint256,uint256,bytes32,uint256,bytes32,bytes32,uint256,(uint256,address)[],bytes)'

const BLUR_ORDER =
  '(address,uint8,address,address,uint256,uint256,address,uint256,uint256,uint256,(uint16,address)[],uint256,bytes)'
const BLUR_INPUT = `(${BLUR_ORDER},uint8,bytes32,bytes32,bytes,uint8,uint256)`
const BLUR2_ORDER = '(address,address,bytes32,uint256,uint256,uint8,(address,uint16),uint256)'
const BLUR2_EXCHANGE = '(uint256,bytes32[],(uint256,uint256,uint256,uint256),(uint256,uint256))'
const BLUR2_ASKS = `(${BLUR2_ORDER}[],${BLUR2_EXCHANGE}[],(address,uint16),bytes,address)`
const BLUR2_ASK = `(${BLUR2_ORDER},${BLUR2_EXCHANGE},(address,uint16),bytes,address)`

const LOOKS_TAKER = '(bool,address,uint256,uint256,uint256,bytes)'
const LOOKS_MAKER =
  '(bool,address,address,uint256,uint256,uint256,address,address,uint256,uint256,uint256,uint256,bytes,uint8,bytes32,bytes32)'
const LOOKS2_MAKER =
  '(uint8,uint256,uint256,uint256,uint256,uint8,address,address,address,uint256,uint256,uint256,uint256[],uint256[],bytes)'
const LOOKS2 = `(address,bytes),${LOOKS2_MAKER},bytes,(bytes32,(bytes32,uint8)[]),address`

const X2Y2_ORDER =
  '(uint256,address,uint256,uint256,uint256,uint256,address,bytes,(uint256,bytes)[],bytes32,bytes32,uint8,uint8)'
const X2Y2_DETAIL =
  '(uint8,uint256,uint256,uint256,bytes32,address,bytes,uint256,uint256,uint256,(uint256,address)[])'
const X2Y2_INPUT = `(${X2Y2_ORDER}[],${X2Y2_DETAIL}[],(uint256,uint256,uint256,uint256,address,bool),bytes32,bytes32,uint8)`

const NOBODY = `0x${'0'.repeat(40)}`
/** Basic orders from this kind on offer coins for the item, so the item is what is asked for. */
const BASIC_SELLS_ITEM = 16
const BASIC_KINDS = 24

/** Seaport's short form names item and payment in fixed words. */
function decodeBasicOrder(decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const at = followOffset(input, base, base, end)
  // The selector of four zeros is others' favourite as well, so the rest must fit all the more.
  if (at !== base + WORD_CHARS) return false
  const asked = readAddress(input, at, end)
  const askedId = readWei(input, at + WORD_CHARS, end)
  const offerer = readAddress(input, at + 3 * WORD_CHARS, end)
  const zone = readAddress(input, at + 4 * WORD_CHARS, end)
  const offered = readAddress(input, at + 5 * WORD_CHARS, end)
  const offeredId = readWei(input, at + 6 * WORD_CHARS, end)
  const kind = readNumber(input, at + 8 * WORD_CHARS, end)
  if (offerer === null || offerer === NOBODY || zone === null || kind < 0 || kind >= BASIC_KINDS) return false
  const sells = kind >= BASIC_SELLS_ITEM
  const collection = sells ? asked : offered
  const tokenId = sells ? askedId : offeredId
  if (asked === null || collection === null || collection === NOBODY || tokenId === null) return false
  const protocol = callProtocol(call, 'seaport')
  addAction(decoding, { type: 'nft-trade', protocol, change: 'fill', collection, tokenId })
  return true
}

/** `words` heads, the first an offset inside the calldata unless `flat`. */
function market(
  family: string,
  signature: string,
  words: number,
  change: NftTradeAction['change'] = 'fill',
  flat = false,
): Method {
  return {
    signature,
    abis: ['nft-market'],
    generic: true,
    decode(decoding: Decoding, call: Call): boolean {
      if (call.base + words * WORD_CHARS > call.end) return false
      if (!flat && followOffset(decoding.input, call.base, call.base, call.end) < 0) return false
      const protocol = callProtocol(call, family)
      addAction(decoding, { type: 'nft-trade', protocol, change, collection: null, tokenId: null })
      return true
    },
  }
}

function basic(name: string): Method {
  return {
    signature: `${name}(${BASIC})`,
    abis: ['nft-market'],
    generic: true,
    decode: decodeBasicOrder,
  }
}

/** Orders of Seaport, Wyvern (OpenSea before it), Blur, LooksRare, X2Y2, CryptoPunks and of the sweepers over them. */
export const nftMarketMethods: Readonly<Record<string, Method>> = {
  '0xfb0f3ee1': basic('fulfillBasicOrder'),
  '0x00000000': basic('fulfillBasicOrder_efficient_6GL6yc'),
  '0xb3a34c4c': market('seaport', `fulfillOrder(${ORDER},bytes32)`, 2),
  '0xe7acab24': market('seaport', `fulfillAdvancedOrder(${ADVANCED},${RESOLVER}[],bytes32,address)`, 4),
  '0xed98a574': market(
    'seaport',
    `fulfillAvailableOrders(${ORDER}[],${PARTS}[],${PARTS}[],bytes32,uint256)`,
    5,
  ),
  '0x87201b41': market(
    'seaport',
    `fulfillAvailableAdvancedOrders(${ADVANCED}[],${RESOLVER}[],${PARTS}[],${PARTS}[],bytes32,address,uint256)`,
    7,
  ),
  '0xa8174404': market('seaport', `matchOrders(${ORDER}[],(${PARTS},${PARTS})[])`, 2),
  '0xf2d12b12': market(
    'seaport',
    `matchAdvancedOrders(${ADVANCED}[],${RESOLVER}[],(${PARTS},${PARTS})[],address)`,
    4,
  ),
  '0xfd9f1e10': market('seaport', `cancel(${COMPONENTS}[])`, 1, 'manage'),
  '0x88147732': market('seaport', `validate(${ORDER}[])`, 1, 'manage'),
  '0xab834bab': market(
    'wyvern',
    'atomicMatch_(address[14],uint256[18],uint8[8],bytes,bytes,bytes,bytes,bytes,bytes,uint8[2],bytes32[5])',
    53,
    'fill',
    true,
  ),
  '0x9a1fc3a7': market('blur', `execute(${BLUR_INPUT},${BLUR_INPUT})`, 2),
  '0xb3be57f8': market('blur', `bulkExecute((${BLUR_INPUT},${BLUR_INPUT})[])`, 1),
  '0x3925c3c3': market('blur', `takeAsk(${BLUR2_ASKS},bytes)`, 2),
  '0x133ba9a6': market('blur', `takeAskPool(${BLUR2_ASKS},bytes,uint256)`, 3),
  '0x70bce2d6': market('blur', `takeAskSingle(${BLUR2_ASK},bytes)`, 2),
  '0x336d8206': market('blur', `takeAskSinglePool(${BLUR2_ASK},bytes,uint256)`, 3),
  '0x7034d120': market(
    'blur',
    `takeBid((${BLUR2_ORDER}[],${BLUR2_EXCHANGE}[],(address,uint16),bytes),bytes)`,
    2,
  ),
  '0xda815cb5': market(
    'blur',
    `takeBidSingle((${BLUR2_ORDER},${BLUR2_EXCHANGE},(address,uint16),bytes),bytes)`,
    2,
  ),
  '0x32389b71': market(
    'opensea-transfers',
    'bulkTransfer(((uint8,address,uint256,uint256)[],address,bool)[],bytes32)',
    2,
    'manage',
  ),
  '0x9a2b8115': market('nft-sweeper', 'batchBuyWithETH((uint256,uint256,bytes)[])', 1),
  '0xb4e4b296': market('looksrare', `matchAskWithTakerBidUsingETHAndWETH(${LOOKS_TAKER},${LOOKS_MAKER})`, 2),
  '0x38e29209': market('looksrare', `matchAskWithTakerBid(${LOOKS_TAKER},${LOOKS_MAKER})`, 2),
  '0x3b6d032e': market('looksrare', `matchBidWithTakerAsk(${LOOKS_TAKER},${LOOKS_MAKER})`, 2),
  '0xe72853e1': market('looksrare', `executeTakerAsk(${LOOKS2})`, 5),
  '0x8585ae03': market('looksrare', `executeTakerBid(${LOOKS2})`, 5),
  '0x357a150b': market('x2y2', `run(${X2Y2_INPUT})`, 1),
  '0x11132000': market(
    'sudoswap',
    'swapETHForSpecificNFTs((address,uint256[])[],address,address,uint256)',
    4,
  ),
  '0xdb42312a': market('sudoswap', 'swapETHForAnyNFTs((address,uint256)[],address,address,uint256)', 4),
  '0x3efd9e71': market(
    'sudoswap',
    'robustSwapETHForSpecificNFTs(((address,uint256[]),uint256)[],address,address,uint256)',
    4,
  ),
  '0xdabf67d7': market('sudoswap', 'swapNFTsForToken((address,uint256[])[],uint256,address,uint256)', 4),
  '0x6d8b99f7': market('sudoswap', 'swapTokenForSpecificNFTs(uint256[],uint256,address,bool,address)', 5),
  '0xb1d3f1c1': market('sudoswap', 'swapNFTsForToken(uint256[],uint256,address,bool,address)', 5),
  '0x8264fe98': market('cryptopunks', 'buyPunk(uint256)', 1, 'fill', true),
  '0x23165b75': market('cryptopunks', 'acceptBidForPunk(uint256,uint256)', 2, 'fill', true),
  '0x979bc638': market('cryptopunks', 'withdrawBidForPunk(uint256)', 1, 'manage', true),
  '0xf6eeff1e': market('cryptopunks', 'punkNoLongerForSale(uint256)', 1, 'manage', true),
  '0xbf31196f': market(
    'cryptopunks',
    'offerPunkForSaleToAddress(uint256,uint256,address)',
    3,
    'manage',
    true,
  ),
  '0x8b72a2ec': market('cryptopunks', 'transferPunk(address,uint256)', 2, 'manage', true),
  '0xc44193c3': market('cryptopunks', 'offerPunkForSale(uint256,uint256)', 2, 'manage', true),
  '0x091dbfd2': market('cryptopunks', 'enterBidForPunk(uint256)', 1, 'manage', true),
}
