import { encodeFunctionData, type Hex, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { address, DAI, decode, SENDER, UNKNOWN, USDC, WETH } from '../../test/support/transactions.ts'

const SEAPORT = address('0x0000000000000068f116a894984e2db1123eb395')
const WYVERN = address('0x7f268357a8c2552623316e2562d90e642bb538e5')
const PUNKS = address('0xb47e3cd837ddf8e4c57f05d70ab865de6e193bbb')
const COLLECTION = address('0xc011ec7100000000000000000000000000000001')
const ZERO: Hex = `0x${'0'.repeat(40)}`
const NO_WORD: Hex = `0x${'0'.repeat(64)}`

const seaport = parseAbi([
  'struct Item { uint8 itemType; address token; uint256 id; uint256 start; uint256 end; }',
  'struct Paid { uint8 itemType; address token; uint256 id; uint256 start; uint256 end; address recipient; }',
  'struct Parameters { address offerer; address zone; Item[] offer; Paid[] consideration; uint8 orderType; uint256 start; uint256 end; bytes32 zoneHash; uint256 salt; bytes32 conduitKey; uint256 total; }',
  'struct Order { Parameters parameters; bytes signature; }',
  'struct Recipient { uint256 amount; address recipient; }',
  'struct Basic { address considerationToken; uint256 considerationId; uint256 considerationAmount; address offerer; address zone; address offerToken; uint256 offerId; uint256 offerAmount; uint8 kind; uint256 start; uint256 end; bytes32 zoneHash; uint256 salt; bytes32 offererKey; bytes32 fulfillerKey; uint256 totalRecipients; Recipient[] recipients; bytes signature; }',
  'function fulfillBasicOrder(Basic) payable',
  'function fulfillBasicOrder_efficient_6GL6yc(Basic) payable',
  'function fulfillOrder(Order, bytes32) payable',
])
const wyvern = parseAbi([
  'function atomicMatch_(address[14],uint256[18],uint8[8],bytes,bytes,bytes,bytes,bytes,bytes,uint8[2],bytes32[5]) payable',
])
const punks = parseAbi(['function buyPunk(uint256) payable', 'function offerPunkForSale(uint256,uint256)'])

const basic = (kind: number, asked: [Hex, bigint], offered: [Hex, bigint]) =>
  ({
    considerationToken: asked[0],
    considerationId: asked[1],
    considerationAmount: 10n,
    offerer: UNKNOWN,
    zone: ZERO,
    offerToken: offered[0],
    offerId: offered[1],
    offerAmount: 1n,
    kind,
    start: 0n,
    end: 9n,
    zoneHash: NO_WORD,
    salt: 1n,
    offererKey: NO_WORD,
    fulfillerKey: NO_WORD,
    totalRecipients: 0n,
    recipients: [],
    signature: '0x12',
  }) as const

describe('Seaport', () => {
  test('a basic order that is bought names the item offered', () => {
    for (const functionName of ['fulfillBasicOrder', 'fulfillBasicOrder_efficient_6GL6yc'] as const) {
      const args = [basic(0, [ZERO, 0n], [COLLECTION, 42n])] as const
      const input = encodeFunctionData({ abi: seaport, functionName, args })
      expect(decode(SEAPORT, input, 10n).actions).toEqual([
        { type: 'nft-trade', protocol: 'seaport', change: 'fill', collection: COLLECTION, tokenId: '42' },
      ])
    }
  })

  test('one that is sold to names the item asked for', () => {
    const args = [basic(16, [COLLECTION, 43n], [WETH, 0n])] as const
    const input = encodeFunctionData({ abi: seaport, functionName: 'fulfillBasicOrder', args })
    expect(decode(UNKNOWN, input).actions).toMatchObject([
      { protocol: 'seaport-like', collection: COLLECTION, tokenId: '43' },
    ])
  })

  test('what is no order behind the selector of four zeros is not taken for one', () => {
    expect(decode(UNKNOWN, `0x00000000${'0'.repeat(64 * 12)}`).actions).toEqual([])
    const args = [basic(24, [COLLECTION, 43n], [WETH, 0n])] as const
    const input = encodeFunctionData({ abi: seaport, functionName: 'fulfillBasicOrder', args })
    expect(decode(UNKNOWN, input)).toMatchObject({ actions: [], problem: 'malformed' })
  })

  test('the other fills are recognised, not read', () => {
    const parameters = {
      offerer: UNKNOWN,
      zone: ZERO,
      offer: [{ itemType: 2, token: COLLECTION, id: 1n, start: 1n, end: 1n }],
      consideration: [{ itemType: 0, token: ZERO, id: 0n, start: 5n, end: 5n, recipient: UNKNOWN }],
      orderType: 0,
      start: 0n,
      end: 9n,
      zoneHash: NO_WORD,
      salt: 1n,
      conduitKey: NO_WORD,
      total: 1n,
    } as const
    const input = encodeFunctionData({
      abi: seaport,
      functionName: 'fulfillOrder',
      args: [{ parameters, signature: '0x12' }, NO_WORD],
    })
    expect(decode(SEAPORT, input, 5n).actions).toMatchObject([{ type: 'nft-trade', collection: null }])
  })
})

test('OpenSea before Seaport', () => {
  const repeat = <Value>(value: Value, times: number) => Array.from({ length: times }, () => value)
  const input = encodeFunctionData({
    abi: wyvern,
    // viem wants tuples where the lengths are fixed; these have them.
    args: [
      repeat(DAI, 14),
      repeat(1n, 18),
      repeat(1, 8),
      '0x',
      '0x',
      '0x',
      '0x',
      '0x',
      '0x',
      [1, 2],
      repeat(NO_WORD, 5),
    ] as never,
  })
  expect(decode(WYVERN, input, 5n).actions).toMatchObject([{ type: 'nft-trade', protocol: 'wyvern' }])
})

test('CryptoPunks are bought and offered', () => {
  const buy = encodeFunctionData({ abi: punks, functionName: 'buyPunk', args: [7n] })
  expect(decode(PUNKS, buy, 5n).actions).toMatchObject([{ protocol: 'cryptopunks', change: 'fill' }])
  const offer = encodeFunctionData({ abi: punks, functionName: 'offerPunkForSale', args: [7n, 1n] })
  expect(decode(PUNKS, offer).actions).toMatchObject([{ change: 'manage' }])
  expect(decode(USDC, buy)).toMatchObject({ actions: [], problem: 'unknown_call' })
  expect(decode(SENDER, buy).actions).toMatchObject([{ protocol: 'cryptopunks-like' }])
})

describe('first sales', () => {
  const mints = parseAbi([
    'function mint(uint256) payable',
    'function mint(address,uint256)',
    'function mint(uint256,bytes32[]) payable',
    'function mintPublic(address,address,address,uint256) payable',
  ])
  const SEA_DROP = address('0x00005ea00ac477b1030ce78506496e8c2de24bf5')

  test('a small number is a count of pieces', () => {
    const inputs = [
      encodeFunctionData({ abi: mints, functionName: 'mint', args: [2n] }),
      encodeFunctionData({ abi: mints, functionName: 'mint', args: [SENDER, 2n] }),
      encodeFunctionData({ abi: mints, functionName: 'mint', args: [2n, [NO_WORD]] }),
    ]
    for (const input of inputs) {
      expect(decode(UNKNOWN, input).actions).toEqual([
        {
          type: 'nft-trade',
          protocol: 'nft-mint-like',
          change: 'fill',
          collection: UNKNOWN,
          tokenId: null,
        },
      ])
    }
  })

  test('a large one is something else', () => {
    for (const args of [[10n ** 18n], [SENDER, 10n ** 18n]] as const) {
      // The overload follows from the number of arguments.
      const input = encodeFunctionData({ abi: mints, functionName: 'mint', args } as never)
      expect(decode(UNKNOWN, input)).toMatchObject({ actions: [], problem: 'malformed' })
    }
  })

  test('SeaDrop sells for others', () => {
    const input = encodeFunctionData({
      abi: mints,
      functionName: 'mintPublic',
      args: [COLLECTION, SENDER, SENDER, 1n],
    })
    expect(decode(SEA_DROP, input, 5n).actions).toMatchObject([{ type: 'nft-trade', protocol: 'seadrop' }])
  })
})
