import { encodeFunctionData, type Hex, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { DAI, decode, SENDER, UNKNOWN } from '../../test/support/transactions.ts'

const abi = parseAbi([
  'function mint(address)',
  'function mint(address,uint256,uint256,bytes)',
  'function mintBatch(address,uint256[],uint256[],bytes)',
  'function claim(address,uint256,address,uint256,(bytes32[],uint256,uint256,address),bytes)',
])
const MINTED = [{ type: 'nft-trade', protocol: 'nft-mint-like', change: 'fill', collection: UNKNOWN }]
const COIN: Hex = '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'

describe('pieces are issued', () => {
  test('of an ERC-1155 by number and amount, and by lists of both', () => {
    const one = encodeFunctionData({ abi, functionName: 'mint', args: [DAI, 2n ** 200n, 5n, '0x'] })
    expect(decode(UNKNOWN, one).actions).toMatchObject(MINTED)
    const many = encodeFunctionData({ abi, functionName: 'mintBatch', args: [DAI, [1n, 2n], [3n, 4n], '0x'] })
    expect(decode(UNKNOWN, many).actions).toMatchObject(MINTED)
  })

  test('not by lists that differ in length', () => {
    const input = encodeFunctionData({ abi, functionName: 'mintBatch', args: [DAI, [1n, 2n], [3n], '0x'] })
    expect(decode(UNKNOWN, input)).toMatchObject({ actions: [], problem: 'malformed' })
  })

  test('to the sender itself; for others pairs issue shares by the same function', () => {
    const mint = (to: Hex) => encodeFunctionData({ abi, functionName: 'mint', args: [to] })
    expect(decode(UNKNOWN, mint(SENDER)).actions).toMatchObject(MINTED)
    expect(decode(UNKNOWN, mint(DAI)).actions).toEqual([])
  })

  test('of a drop by their number, while amounts of coins are no pieces', () => {
    const proof = [[], 0n, 0n, SENDER] as const
    const claim = (count: bigint) =>
      encodeFunctionData({ abi, functionName: 'claim', args: [SENDER, count, COIN, 0n, proof, '0x'] })
    expect(decode(UNKNOWN, claim(2n)).actions).toMatchObject(MINTED)
    expect(decode(UNKNOWN, claim(10n ** 18n)).actions).toEqual([])
  })
})
