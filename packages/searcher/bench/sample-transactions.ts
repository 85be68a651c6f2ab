import type { Address, DraftOf, Hash, Hex, Selector, TxDecodedData, Wei } from '@org/events'
import {
  concatHex,
  encodeAbiParameters,
  encodeFunctionData,
  encodePacked,
  parseAbi,
  parseAbiParameters,
} from 'viem'
import { PROTOCOL_CALLS } from './protocol-calls.ts'

const WETH = '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2'
const V2_ROUTER = '0x7a250d5630b4cf539739df2c5dacb4c659f2488d'
const ROUTER_02 = '0x68b3465833fb72a70ecdf485e0e4c7bd8665fc45'
const UNIVERSAL = '0x66a9893cc07d91d95644aedd05d03f95e1dba8af'
const ROUTER_ITSELF = '0x0000000000000000000000000000000000000002'
const SENDER = '0x0000000000000000000000000000000000000001'

const erc20 = parseAbi(['function transfer(address,uint256)', 'function approve(address,uint256)'])
const v2 = parseAbi([
  'function swapExactETHForTokens(uint256,address[],address,uint256)',
  'function swapExactTokensForETH(uint256,uint256,address[],address,uint256)',
])
const router02 = parseAbi([
  'function exactInputSingle((address,address,uint24,address,uint256,uint256,uint160))',
  'function unwrapWETH9(uint256,address)',
  'function multicall(uint256,bytes[])',
])
const universal = parseAbi(['function execute(bytes,bytes[],uint256)'])
const swapInput = parseAbiParameters('address,uint256,uint256,bytes,bool')
const swapInputV2 = parseAbiParameters('address,uint256,uint256,address[],bool')

/** A hundredth of the mix each. */
const PROTOCOL_MIX = [
  '1inch',
  '1inch',
  '1inch',
  '0x',
  '0x',
  'paraswap',
  'lending',
  'nft',
  'bridge',
  'account',
] as const

interface Shape {
  readonly to: string | null
  readonly input: Hex
  readonly value: bigint
}

/** Integers from a seed, so that every run measures the same transactions. */
function createRandom(seed: number): (bound: number) => number {
  let state = seed >>> 0
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
}

/**
 * A mix as a public pool shows it: 32 % plain transfers, 20 % token transfers, 8 % approvals, 8 % V2 swaps, 5 % V3
 * swaps in a multicall, 11 % Universal Router, 6 % aggregators, 4 % lending, NFT markets, bridges and accounts, 4 %
 * unknown calls of up to 4 kB, 2 % contract creations.
 */
export function sampleTransactions(count: number): DraftOf<'TxDecoded'>[] {
  const random = createRandom(7)
  const address = (kind: number, index: number): Address =>
    `0x${kind.toString(16).padStart(8, 'a')}${index.toString(16).padStart(32, '0')}` as Address // 40 digits
  const token = (): Address => address(1, random(400))
  const transactions: DraftOf<'TxDecoded'>[] = []
  for (let index = 0; index < count; index++) {
    const shape = shapeOf(random, token, address(2, random(5_000)))
    transactions.push(draft(index, shape, address(3, random(3_000)), random(50)))
  }
  return transactions
}

function shapeOf(random: (bound: number) => number, token: () => Address, other: Address): Shape {
  const kind = random(100)
  const wei = 10n ** 15n * BigInt(1 + random(20_000))
  if (kind < 32) return { to: other, input: '0x', value: wei }
  if (kind < 52) {
    const input = encodeFunctionData({ abi: erc20, functionName: 'transfer', args: [other, wei] })
    return { to: token(), input, value: 0n }
  }
  if (kind < 60) {
    const input = encodeFunctionData({
      abi: erc20,
      functionName: 'approve',
      args: [V2_ROUTER, 2n ** 256n - 1n],
    })
    return { to: token(), input, value: 0n }
  }
  if (kind < 64) {
    const args = [wei, [WETH, token()], other, 1_700_000_000n] as const
    const input = encodeFunctionData({ abi: v2, functionName: 'swapExactETHForTokens', args })
    return { to: V2_ROUTER, input, value: wei }
  }
  if (kind < 68) {
    const args = [wei * 7n, wei, [token(), token(), WETH], other, 1_700_000_000n] as const
    const input = encodeFunctionData({ abi: v2, functionName: 'swapExactTokensForETH', args })
    return { to: V2_ROUTER, input, value: 0n }
  }
  if (kind < 73) return { to: ROUTER_02, input: multicall(token(), wei, other), value: 0n }
  if (kind < 84) return { to: UNIVERSAL, input: plan(token(), wei, random(2) === 0), value: wei }
  if (kind < 94) {
    const name = PROTOCOL_MIX[kind - 84]
    if (name !== undefined) {
      const { to, encode } = PROTOCOL_CALLS[name]
      return { to, input: encode({ token: token(), other, account: other, wei }), value: 0n }
    }
  }
  if (kind < 98)
    return { to: other, input: `0x${'c0ffee01'}${'5a'.repeat(32 * (1 + random(128)))}`, value: 0n }
  return { to: null, input: `0x6080${'52'.repeat(8_000 + random(8_000))}`, value: 0n }
}

function multicall(token: Address, wei: bigint, recipient: Address): Hex {
  const single = [token, WETH, 3000, ROUTER_ITSELF, wei * 3n, wei, 0n] as const
  const swap = encodeFunctionData({ abi: router02, functionName: 'exactInputSingle', args: [single] })
  const unwrap = encodeFunctionData({ abi: router02, functionName: 'unwrapWETH9', args: [wei, recipient] })
  return encodeFunctionData({
    abi: router02,
    functionName: 'multicall',
    args: [1_700_000_000n, [swap, unwrap]],
  })
}

function plan(token: Address, wei: bigint, v3: boolean): Hex {
  const wrap = encodeAbiParameters(parseAbiParameters('address,uint256'), [ROUTER_ITSELF, wei])
  const path = encodePacked(['address', 'uint24', 'address'], [WETH, 500, token])
  const swap = v3
    ? encodeAbiParameters(swapInput, [SENDER, wei, wei / 2n, path, false])
    : encodeAbiParameters(swapInputV2, [SENDER, wei, wei / 2n, [WETH, token], false])
  const commands = concatHex(['0x0b', v3 ? '0x00' : '0x08'])
  return encodeFunctionData({
    abi: universal,
    functionName: 'execute',
    args: [commands, [wrap, swap], 1_700_000_000n],
  })
}

function draft(index: number, shape: Shape, sender: Address, nonce: number): DraftOf<'TxDecoded'> {
  const data: TxDecodedData = {
    tx_type: 2,
    sender,
    nonce,
    to: shape.to as Address | null, // lower-case addresses above
    value_wei: shape.value.toString() as Wei, // decimal digits
    gas_limit: 200_000,
    gas_price_wei: null,
    max_fee_per_gas_wei: '30000000000' as Wei, // decimal digits
    max_priority_fee_per_gas_wei: '1000000000' as Wei, // decimal digits
    max_fee_per_blob_gas_wei: null,
    blob_count: 0,
    authorization_count: 0,
    access_list_len: 0,
    // A round trip through JSON gives a flat string, as the decoder of a node's answer does.
    input: JSON.parse(JSON.stringify(shape.input.toLowerCase())) as Hex, // the string it was
    calldata_len: (shape.input.length - 2) / 2,
    method_selector: shape.input.length >= 10 ? (shape.input.slice(0, 10) as Selector) : null, // 8 digits
    fetch_us: 1_000,
  }
  return {
    kind: 'TxDecoded',
    chain_id: 1,
    source_id: 'bench',
    ingest_ts_unix_us: 1_700_000_000_000_000 + index * 50,
    tx_hash: `0x${index.toString(16).padStart(64, '0')}` as Hash, // 64 digits
    data,
  }
}
