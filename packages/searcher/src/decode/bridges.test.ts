import { encodeFunctionData, type Hex, pad, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { address, DAI, decode, SENDER, UNKNOWN, USDC, WETH } from '../../test/support/transactions.ts'

const ARBITRUM_INBOX = address('0x4dbd4fc535ac27206064b68ffcf827b0a60bab3f')
const ARBITRUM_ROUTER = address('0x72ce9c846789fdb6fc1f34ac4ad25dd9ef7031ef')
const BASE_BRIDGE = address('0x3154cf16ccdb4c6d922629664174b904d80f2c35')
const BASE_PORTAL = address('0x49048044d57e1c92a77f79988d21fa8faf74e97e')
const POLYGON = address('0xa0c68c638235ee32657e8f720a23cec1bfc77c77')
const ACROSS = address('0x5c7bcd6e7de5423a257d81b442095a1a6ced35c5')
const WORMHOLE = address('0x3ee18b2214aff97000d974cf647e7c347e8fa585')
const CCTP = address('0xbd3fa81b58ba92a82136038b25adec7066af3155')

const abi = parseAbi([
  'function depositEth() payable',
  'function outboundTransfer(address,address,uint256,uint256,uint256,bytes) payable',
  'function depositERC20(address,address,uint256,uint32,bytes)',
  'function depositTransaction(address,uint256,uint64,bool,bytes) payable',
  'function depositEtherFor(address) payable',
  'function depositFor(address,address,bytes)',
  'function depositV3(address,address,address,address,uint256,uint256,uint256,address,uint32,uint32,uint32,bytes) payable',
  'function transferTokens(address,uint256,uint16,bytes32,uint256,uint32)',
  'function completeTransfer(bytes)',
  'function depositForBurn(uint256,uint32,bytes32,address)',
])
const to32 = (value: Hex) => pad(value, { size: 32 })
const sent = (protocol: string, asset: string | null, amount: string | null) => [
  { type: 'bridge', protocol, direction: 'send', asset, amount },
]

test('tokens that leave by canonical bridges', () => {
  const arbitrum = encodeFunctionData({
    abi,
    functionName: 'outboundTransfer',
    args: [USDC, SENDER, 5n, 1n, 2n, '0x'],
  })
  expect(decode(ARBITRUM_ROUTER, arbitrum).actions).toEqual(sent('arbitrum-bridge', USDC, '5'))
  const base = encodeFunctionData({
    abi,
    functionName: 'depositERC20',
    args: [USDC, DAI, 6n, 100, '0x'],
  })
  expect(decode(BASE_BRIDGE, base).actions).toEqual(sent('op-bridge', USDC, '6'))
  expect(decode(UNKNOWN, base).actions).toEqual(sent('op-bridge-like', USDC, '6'))
  const polygon = encodeFunctionData({ abi, functionName: 'depositFor', args: [SENDER, USDC, '0x12'] })
  expect(decode(POLYGON, polygon).actions).toEqual(sent('polygon-bridge', USDC, null))
})

describe('the native coin', () => {
  test('leaves with the value of the transaction', () => {
    const inbox = encodeFunctionData({ abi, functionName: 'depositEth' })
    expect(decode(ARBITRUM_INBOX, inbox, 7n).actions).toEqual(sent('arbitrum-bridge', WETH, '7'))
    expect(decode(UNKNOWN, inbox, 7n).actions).toEqual([])
    const portal = encodeFunctionData({
      abi,
      functionName: 'depositTransaction',
      args: [SENDER, 8n, 100_000n, false, '0x'],
    })
    expect(decode(BASE_PORTAL, portal, 8n).actions).toEqual(sent('op-bridge', WETH, '8'))
  })

  test('leaves by a plain transfer, too', () => {
    expect(decode(BASE_PORTAL, '0x', 9n).actions).toEqual(sent('op-bridge', WETH, '9'))
    expect(decode(BASE_PORTAL, '0x', 0n).actions).toMatchObject([{ type: 'transfer' }])
  })
})

test('bridges over them', () => {
  const across = encodeFunctionData({
    abi,
    functionName: 'depositV3',
    args: [SENDER, SENDER, WETH, WETH, 11n, 10n, 8453n, DAI, 1, 2, 3, '0x'],
  })
  expect(decode(ACROSS, across).actions).toEqual(sent('across', WETH, '11'))
  const wormhole = encodeFunctionData({
    abi,
    functionName: 'transferTokens',
    args: [USDC, 12n, 1, to32(SENDER), 0n, 1],
  })
  expect(decode(WORMHOLE, wormhole).actions).toEqual(sent('wormhole', USDC, '12'))
  const circle = encodeFunctionData({
    abi,
    functionName: 'depositForBurn',
    args: [13n, 6, to32(SENDER), USDC],
  })
  expect(decode(CCTP, circle).actions).toEqual(sent('cctp', USDC, '13'))
})

test('what arrives is told apart from what leaves', () => {
  const input = encodeFunctionData({ abi, functionName: 'completeTransfer', args: ['0x1234'] })
  expect(decode(WORMHOLE, input).actions).toMatchObject([{ direction: 'receive', asset: null }])
})
