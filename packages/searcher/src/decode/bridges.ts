import type { BridgeAction } from './action.ts'
import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { callProtocol, type Place, placedAddress, placedAmount } from './lending-method.ts'
import { WORD_CHARS } from './words.ts'

function bridge(
  family: string,
  signature: string,
  words: number,
  asset: Place,
  amount: Place,
  options: { readonly direction?: BridgeAction['direction']; readonly listedOnly?: boolean } = {},
): Method {
  const direction = options.direction ?? 'send'
  return {
    signature,
    abis: ['bridge'],
    generic: options.listedOnly !== true,
    decode(decoding: Decoding, call: Call): boolean {
      if (call.base + words * WORD_CHARS > call.end) return false
      const token = placedAddress(decoding, call, asset)
      const coins = placedAmount(decoding, call, amount)
      if (token === undefined || coins === undefined) return false
      const protocol = callProtocol(call, family)
      addAction(decoding, { type: 'bridge', protocol, direction, asset: token, amount: coins })
      return true
    },
  }
}

const LISTED = { listedOnly: true } as const
const RECEIVE = { direction: 'receive' } as const
const WITHDRAWAL = '(uint256,address,address,uint256,uint256,bytes)'
const OFT_SEND = '(uint32,bytes32,uint256,uint256,bytes,bytes,bytes)'
const ACROSS_FILL =
  '(address,address,address,address,address,uint256,uint256,uint256,uint32,uint32,uint32,bytes)'
const ACROSS_RELAY =
  '(bytes32,bytes32,bytes32,bytes32,bytes32,uint256,uint256,uint256,uint256,uint32,uint32,bytes)'

/** What goes to another chain, or comes from one: canonical gateways, then the bridges over them. */
export const bridgeMethods: Readonly<Record<string, Method>> = {
  // Arbitrum
  '0x439370b1': bridge('arbitrum-bridge', 'depositEth()', 0, 'native', 'native', LISTED),
  '0x0f4d14e9': bridge('arbitrum-bridge', 'depositEth(uint256)', 1, 'native', 'native', LISTED),
  '0x679b6ded': bridge(
    'arbitrum-bridge',
    'createRetryableTicket(address,uint256,uint256,address,address,uint256,uint256,bytes)',
    9,
    'native',
    1,
  ),
  '0xd2ce7d65': bridge(
    'arbitrum-bridge',
    'outboundTransfer(address,address,uint256,uint256,uint256,bytes)',
    7,
    0,
    2,
  ),
  '0x4fb1a07b': bridge(
    'arbitrum-bridge',
    'outboundTransferCustomRefund(address,address,address,uint256,uint256,uint256,bytes)',
    8,
    0,
    3,
  ),
  '0x7b3a3c8b': bridge('arbitrum-bridge', 'outboundTransfer(address,address,uint256,bytes)', 5, 0, 2),
  '0x25e16063': bridge('arbitrum-bridge', 'withdrawEth(address)', 1, 'native', 'native'),
  '0x08635a95': bridge(
    'arbitrum-bridge',
    'executeTransaction(bytes32[],uint256,address,address,uint256,uint256,uint256,uint256,bytes)',
    10,
    'native',
    7,
    RECEIVE,
  ),
  // The OP stack
  '0xb1a1a882': bridge('op-bridge', 'depositETH(uint32,bytes)', 3, 'native', 'native'),
  '0x9a2ac6d5': bridge('op-bridge', 'depositETHTo(address,uint32,bytes)', 4, 'native', 'native'),
  '0x58a997f6': bridge('op-bridge', 'depositERC20(address,address,uint256,uint32,bytes)', 6, 0, 2),
  '0x838b2520': bridge('op-bridge', 'depositERC20To(address,address,address,uint256,uint32,bytes)', 7, 0, 3),
  '0x09fc8843': bridge('op-bridge', 'bridgeETH(uint32,bytes)', 3, 'native', 'native'),
  '0xe11013dd': bridge('op-bridge', 'bridgeETHTo(address,uint32,bytes)', 4, 'native', 'native'),
  '0x87087623': bridge('op-bridge', 'bridgeERC20(address,address,uint256,uint32,bytes)', 6, 0, 2),
  '0x540abf73': bridge('op-bridge', 'bridgeERC20To(address,address,address,uint256,uint32,bytes)', 7, 0, 3),
  '0x32b7006d': bridge('op-bridge', 'withdraw(address,uint256,uint32,bytes)', 5, 0, 1),
  '0xa3a79548': bridge('op-bridge', 'withdrawTo(address,address,uint256,uint32,bytes)', 6, 0, 2),
  '0xe9e05c42': bridge(
    'op-bridge',
    'depositTransaction(address,uint256,uint64,bool,bytes)',
    6,
    'native',
    'native',
  ),
  '0xc2b3e5ac': bridge('op-bridge', 'initiateWithdrawal(address,uint256,bytes)', 4, 'native', 'native'),
  '0x4870496f': bridge(
    'op-bridge',
    `proveWithdrawalTransaction(${WITHDRAWAL},uint256,(bytes32,bytes32,bytes32,bytes32),bytes[])`,
    7,
    'native',
    'none',
    RECEIVE,
  ),
  '0x8c3152e9': bridge(
    'op-bridge',
    `finalizeWithdrawalTransaction(${WITHDRAWAL})`,
    1,
    'native',
    'none',
    RECEIVE,
  ),
  // Polygon, zkSync
  '0x4faa8a26': bridge('polygon-bridge', 'depositEtherFor(address)', 1, 'native', 'native'),
  '0xe3dec8fb': bridge('polygon-bridge', 'depositFor(address,address,bytes)', 4, 1, 'none'),
  '0x3805550f': bridge('polygon-bridge', 'exit(bytes)', 2, 'none', 'none', { ...RECEIVE, ...LISTED }),
  '0xcd586579': bridge('polygon-bridge', 'bridgeAsset(uint32,address,uint256,address,bool,bytes)', 7, 3, 2),
  '0xeb672419': bridge(
    'zksync-bridge',
    'requestL2Transaction(address,uint256,bytes,uint256,uint256,bytes[],address)',
    7,
    'native',
    1,
  ),
  // Across
  '0x7b939232': bridge(
    'across',
    'depositV3(address,address,address,address,uint256,uint256,uint256,address,uint32,uint32,uint32,bytes)',
    13,
    2,
    4,
  ),
  '0x1186ec33': bridge(
    'across',
    'deposit(address,address,uint256,uint256,int64,uint32,bytes,uint256)',
    9,
    1,
    2,
  ),
  '0x49228978': bridge('across', 'deposit(address,address,uint256,uint256,uint64,uint32)', 6, 1, 2),
  '0xad5425c6': bridge(
    'across',
    'deposit(bytes32,bytes32,bytes32,bytes32,uint256,uint256,uint256,bytes32,uint32,uint32,uint32,bytes)',
    13,
    2,
    4,
  ),
  '0x2e378115': bridge('across', `fillV3Relay(${ACROSS_FILL},uint256)`, 2, 'none', 'none', RECEIVE),
  '0xdeff4b24': bridge('across', `fillRelay(${ACROSS_RELAY},uint256,bytes32)`, 3, 'none', 'none', RECEIVE),
  // Stargate and LayerZero's token standard
  '0x9fbf10fc': bridge(
    'stargate',
    'swap(uint16,uint256,uint256,address,uint256,uint256,(uint256,uint256,bytes),bytes,bytes)',
    9,
    'none',
    4,
  ),
  '0x1114cd2a': bridge('stargate', 'swapETH(uint16,address,bytes,uint256,uint256)', 5, 'native', 3),
  '0xc7c7f5b3': bridge('layerzero', `send(${OFT_SEND},(uint256,uint256),address)`, 5, 'none', 'none'),
  '0x695ef6bf': bridge(
    'layerzero',
    'sendFrom(address,uint16,bytes32,uint256,(address,address,bytes))',
    5,
    'none',
    3,
  ),
  // Wormhole
  '0x0f5287b0': bridge('wormhole', 'transferTokens(address,uint256,uint16,bytes32,uint256,uint32)', 6, 0, 1),
  '0x9981509f': bridge(
    'wormhole',
    'wrapAndTransferETH(uint16,bytes32,uint256,uint32)',
    4,
    'native',
    'native',
  ),
  '0xc5a5ebda': bridge(
    'wormhole',
    'transferTokensWithPayload(address,uint256,uint16,bytes32,uint32,bytes)',
    7,
    0,
    1,
  ),
  '0xc6878519': bridge('wormhole', 'completeTransfer(bytes)', 2, 'none', 'none', RECEIVE),
  '0xff200cde': bridge('wormhole', 'completeTransferAndUnwrapETH(bytes)', 2, 'native', 'none', RECEIVE),
  // Circle's transfers of USDC
  '0x6fd3504e': bridge('cctp', 'depositForBurn(uint256,uint32,bytes32,address)', 4, 3, 0),
  '0xf856ddb6': bridge('cctp', 'depositForBurnWithCaller(uint256,uint32,bytes32,address,bytes32)', 5, 3, 0),
  '0x8e0250ee': bridge(
    'cctp',
    'depositForBurn(uint256,uint32,bytes32,address,bytes32,uint256,uint32)',
    7,
    3,
    0,
  ),
  '0x57ecfd28': bridge('cctp', 'receiveMessage(bytes,bytes)', 4, 'none', 'none', RECEIVE),
  // Hop, Celer, Multichain
  '0xdeace8f5': bridge(
    'hop',
    'sendToL2(uint256,address,uint256,uint256,uint256,address,uint256)',
    7,
    'none',
    1,
  ),
  '0xeea0d7b2': bridge(
    'hop',
    'swapAndSend(uint256,address,uint256,uint256,uint256,uint256,uint256,uint256)',
    8,
    'none',
    2,
  ),
  '0xa5977fbb': bridge('celer', 'send(address,address,uint256,uint64,uint64,uint32)', 6, 1, 2),
  '0x3f2e5fc3': bridge('celer', 'sendNative(address,uint256,uint64,uint64,uint32)', 5, 'native', 1),
  '0xedbdf5e2': bridge('multichain', 'anySwapOutUnderlying(address,address,uint256,uint256)', 4, 'none', 2),
  '0x241dc2df': bridge('multichain', 'anySwapOut(address,address,uint256,uint256)', 4, 'none', 2),
}
