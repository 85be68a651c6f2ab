import type { Address, Hex } from '@org/events'
import { encodeFunctionData, parseAbi, zeroHash } from 'viem'

/** What a sample is about. */
export interface SampleParts {
  readonly token: Address
  readonly other: Address
  readonly account: Address
  readonly wei: bigint
}

interface ProtocolCall {
  readonly to: Hex
  readonly encode: (parts: SampleParts) => Hex
}

const WETH = '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2'
const NOBODY = '0x0000000000000000000000000000000000000000'
const V2_ROUTER = '0x7a250d5630b4cf539739df2c5dacb4c659f2488d'
const DATA: Hex = `0x${'5a'.repeat(300)}`
const SIGNATURE: Hex = `0x${'11'.repeat(65)}`

const abi = parseAbi([
  'function swap(address,(address,address,address,address,uint256,uint256,uint256),bytes)',
  'function transformERC20(address,address,uint256,uint256,(uint32,bytes)[])',
  'function swapExactTokensForTokens(uint256,uint256,address[],address,uint256)',
  'function execute(address,uint256,bytes)',
  'function handleOps((address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes)[],address)',
  'function supply(address,uint256,address,uint16)',
  'function outboundTransfer(address,address,uint256,uint256,uint256,bytes)',
  'function fulfillBasicOrder((address,uint256,uint256,address,address,address,uint256,uint256,uint8,uint256,uint256,bytes32,uint256,bytes32,bytes32,uint256,(uint256,address)[],bytes))',
  'function simpleSwap((address,address,uint256,uint256,uint256,address[],bytes,uint256[],uint256[],address,address,uint256,bytes,uint256,bytes16))',
])

function innerSwap({ token, account, wei }: SampleParts): Hex {
  const args = [wei, wei / 2n, [token, WETH], account, 1_700_000_000n] as const
  return encodeFunctionData({ abi, functionName: 'swapExactTokensForTokens', args })
}

/** Calls of aggregators, lending, accounts, NFT markets and bridges, as long as such calls are. */
export const PROTOCOL_CALLS = {
  '1inch': {
    to: '0x111111125421ca6dc452d289314280a0f8842a65',
    encode: ({ token, other, account, wei }) =>
      encodeFunctionData({
        abi,
        functionName: 'swap',
        args: [other, [token, WETH, other, account, wei, wei / 2n, 0n], DATA],
      }),
  },
  '0x': {
    to: '0xdef1c0ded9bec7f1a1670819833240f027b25eff',
    encode: ({ token, wei }) =>
      encodeFunctionData({
        abi,
        functionName: 'transformERC20',
        args: [
          token,
          WETH,
          wei,
          wei / 2n,
          [
            [1, DATA],
            [2, DATA],
          ],
        ],
      }),
  },
  paraswap: {
    to: '0xdef171fe48cf0115b1d80b88dc8eab59176fee57',
    encode: ({ token, other, wei }) => {
      const trade = [
        token,
        WETH,
        wei,
        wei / 2n,
        wei / 2n,
        [other],
        DATA,
        [0n, 300n],
        [0n],
        NOBODY,
        NOBODY,
        0n,
      ] as const
      return encodeFunctionData({
        abi,
        functionName: 'simpleSwap',
        args: [[...trade, '0x', 1_700_000_000n, `0x${'00'.repeat(16)}`]],
      })
    },
  },
  account: {
    to: '0x0000000071727de22e5e9d8baf0edac6f37da032',
    encode: (parts) => {
      const call = encodeFunctionData({
        abi,
        functionName: 'execute',
        args: [V2_ROUTER, 0n, innerSwap(parts)],
      })
      const operation = [parts.account, 1n, '0x', call, zeroHash, 0n, zeroHash, '0x', SIGNATURE] as const
      return encodeFunctionData({ abi, functionName: 'handleOps', args: [[operation], parts.other] })
    },
  },
  lending: {
    to: '0x87870bca3f3fd6335c3f4ce8392d69350b4fa4e2',
    encode: ({ token, account, wei }) =>
      encodeFunctionData({ abi, functionName: 'supply', args: [token, wei, account, 0] }),
  },
  bridge: {
    to: '0x72ce9c846789fdb6fc1f34ac4ad25dd9ef7031ef',
    encode: ({ token, account, wei }) =>
      encodeFunctionData({
        abi,
        functionName: 'outboundTransfer',
        args: [token, account, wei, 1n, 1n, '0x'],
      }),
  },
  nft: {
    to: '0x00000000000000adc04c56bf30ac9d3c0aaf14dc',
    encode: ({ token, other, wei }) => {
      const order = [
        NOBODY,
        0n,
        wei,
        other,
        NOBODY,
        token,
        7n,
        1n,
        0,
        0n,
        1n,
        zeroHash,
        1n,
        zeroHash,
        zeroHash,
      ] as const
      return encodeFunctionData({
        abi,
        functionName: 'fulfillBasicOrder',
        args: [[...order, 0n, [], SIGNATURE]],
      })
    },
  },
} as const satisfies Readonly<Record<string, ProtocolCall>>
