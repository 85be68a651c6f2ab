import { concatHex, type Hex, pad, zeroHash } from 'viem'
import { type Case, call, caseOf, DAI, ETHER, ME, OTHER, SOON, USDC, WETH } from './case.ts'

const SOMEBODY: Hex = '0x50b0d10000000000000000000000000000000004'

/*
 * What must not be taken for anything: calls of contracts that nobody listed, with tokens, amounts and paths in them
 * that prove nothing, and functions of known names whose calldata does not fit.
 */
const calls: readonly (readonly [string, Hex])[] = [
  ['a private router with two tokens', concatHex(['0xc0ffee01', pad(WETH), pad(USDC), pad('0x05')])],
  ['a private router with packed tokens', concatHex(['0xc0ffee02', WETH, USDC, '0x0001f4'])],
  ['a vote', call('castVote(uint256,uint8)', [7n, 1])],
  ['a name', call('register(string,address,uint256,bytes32)', ['somebody', ME, 31_536_000n, zeroHash])],
  ['a claim', call('claim(uint256,address,uint256,bytes32[])', [7n, ME, ETHER, [zeroHash]])],
  ['a stake', call('stake(uint256)', [ETHER])],
  ['a deposit that could be anything', call('deposit(uint256,address,bytes)', [ETHER, ME, '0x'])],
  ['a message', `0x${Buffer.from('hello, this is just a message to you').toString('hex')}`],
  ['a selector alone', '0x38ed1739'],
  [
    'a v2 path of one token',
    call('swapExactTokensForTokens(uint256,uint256,address[],address,uint256)', [5n, 4n, [USDC], ME, SOON]),
  ],
  [
    'a v2 path of the same token',
    call('swapExactTokensForTokens(uint256,uint256,address[],address,uint256)', [
      5n,
      4n,
      [DAI, DAI],
      ME,
      SOON,
    ]),
  ],
  ['a v3 path of bytes', call('exactInput((bytes,address,uint256,uint256))', [['0x1234', ME, 5n, 4n]])],
  ['a plan without inputs', call('execute(bytes,bytes[],uint256)', ['0x0b00', [], SOON])],
  ['a multicall of nothing known', call('multicall(bytes[])', [['0xc0ffee01', '0xc0ffee02']])],
  ['an owner changed', call('transferOwnership(address)', [OTHER])],
]

export const negativeCases: readonly Case[] = calls.map(([name, input]) =>
  caseOf(name, 'unknown', 'unknown', SOMEBODY, input),
)
