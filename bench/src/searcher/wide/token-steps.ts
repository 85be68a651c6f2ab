import type { TokenSymbol } from '@org/devnet'
import { loadArtifact } from '@org/devnet'
import { type Address, encodeDeployData, maxUint256 } from 'viem'
import { call, ETHER, type Step, type StepContext } from './step.ts'

type Make = (context: StepContext) => ReturnType<Step['make']>

const token = (symbol: TokenSymbol, signature: string, args: (context: StepContext) => unknown[]): Make => {
  return (context) => ({ to: context.deployment.tokens[symbol], data: call(signature, args(context)) })
}
const collection = (name: string, signature: string, args: (context: StepContext) => unknown[]): Make => {
  return (context) => ({ to: context.created(name), data: call(signature, args(context)) })
}
const step = (group: string, protocol: string | null, make: Make, more: Partial<Step> = {}): Step => ({
  group,
  protocol,
  make,
  ...more,
})

const permit2 = (context: StepContext): Address => context.deployment.contracts.permit2

/** Coins, tokens and allowances. */
export const tokenSteps: readonly Step[] = [
  step('transfers', 'native', ({ other, some }) => ({ to: other, data: '0x', value: some(ETHER) })),
  step(
    'transfers',
    'erc20',
    token('USDC', 'transfer(address,uint256)', ({ other, some }) => [other, some(900n)]),
  ),
  step(
    'transfers',
    'erc20',
    token('DAI', 'transfer(address,uint256)', ({ other, some }) => [other, some(ETHER)]),
  ),
  step('transfers', 'wrapped-native', ({ deployment, some }) => ({
    to: deployment.tokens.WETH,
    data: call('deposit()', []),
    value: some(ETHER),
  })),
  step(
    'transfers',
    'wrapped-native',
    token('WETH', 'withdraw(uint256)', ({ some }) => [some(ETHER / 10n)]),
  ),
  step(
    'transfers',
    'wrapped-native',
    token('WETH', 'transfer(address,uint256)', ({ other, some }) => [other, some(ETHER / 10n)]),
  ),
  step(
    'approvals',
    'erc20',
    token('LINK', 'approve(address,uint256)', ({ other, some }) => [other, some(ETHER)]),
  ),
  step(
    'approvals',
    'erc20',
    token('DAI', 'increaseAllowance(address,uint256)', ({ other, some }) => [other, some(ETHER)]),
  ),
  step(
    'approvals',
    'erc20',
    token('DAI', 'decreaseAllowance(address,uint256)', ({ other }) => [other, 1n]),
  ),
  step('approvals', 'permit2', (context) => ({
    to: permit2(context),
    data: call('approve(address,address,uint160,uint48)', [
      context.deployment.tokens.LINK,
      context.other,
      context.some(ETHER),
      4_000_000_000,
    ]),
  })),
]

/** Collections are created, and their pieces issued and moved. */
export const nftSteps: readonly Step[] = [
  step(
    'deployments',
    'none',
    () => ({
      to: null,
      data: encodeDeployData({
        ...loadArtifact('erc721'),
        args: ['Pieces', 'PCS', 'https://pieces.example/'],
      }),
    }),
    { creates: 'erc721' },
  ),
  step(
    'deployments',
    'none',
    () => ({
      to: null,
      data: encodeDeployData({ ...loadArtifact('erc1155'), args: ['https://things.example/'] }),
    }),
    { creates: 'erc1155' },
  ),
  step(
    'deployments',
    'none',
    ({ some }) => ({
      to: null,
      data: encodeDeployData({ ...loadArtifact('testErc20'), args: [some(ETHER)] }),
    }),
    { creates: 'erc20' },
  ),
  step(
    'collections',
    null,
    collection('erc721', 'setApprovalForAll(address,bool)', ({ other }) => [other, true]),
  ),
  ...['transferFrom(address,address,uint256)', 'safeTransferFrom(address,address,uint256)'].flatMap(
    (signature): Step[] => [
      step(
        'issue of pieces',
        null,
        collection('erc721', 'mint(address)', ({ sender }) => [sender]),
        { bringsPiece: true },
      ),
      step(
        'collections',
        'erc721',
        collection('erc721', signature, ({ sender, other, piece }) => [sender, other, piece()]),
      ),
    ],
  ),
  step(
    'issue of pieces',
    null,
    collection('erc721', 'mint(address)', ({ sender }) => [sender]),
    { bringsPiece: true },
  ),
  step(
    'collections',
    null,
    collection('erc721', 'approve(address,uint256)', ({ other, piece }) => [other, piece()]),
  ),
  step(
    'collections',
    'erc721',
    collection('erc721', 'safeTransferFrom(address,address,uint256,bytes)', ({ sender, other, piece }) => [
      sender,
      other,
      piece(),
      '0x1234',
    ]),
  ),
  step(
    'issue of pieces',
    null,
    collection('erc1155', 'mint(address,uint256,uint256,bytes)', ({ sender }) => [sender, 7n, 90n, '0x']),
  ),
  step(
    'issue of pieces',
    null,
    collection('erc1155', 'mintBatch(address,uint256[],uint256[],bytes)', ({ sender }) => [
      sender,
      [8n, 9n],
      [80n, 90n],
      '0x',
    ]),
  ),
  step(
    'collections',
    'erc1155',
    collection('erc1155', 'safeTransferFrom(address,address,uint256,uint256,bytes)', ({ sender, other }) => [
      sender,
      other,
      7n,
      3n,
      '0x',
    ]),
  ),
  step(
    'collections',
    'erc1155',
    collection(
      'erc1155',
      'safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)',
      ({ sender, other }) => [sender, other, [8n, 9n], [1n, 2n], '0x'],
    ),
  ),
  step(
    'collections',
    null,
    collection('erc1155', 'setApprovalForAll(address,bool)', ({ other }) => [other, true]),
  ),
  step(
    'new tokens',
    'erc20',
    collection('erc20', 'approve(address,uint256)', ({ other }) => [other, maxUint256]),
  ),
  step(
    'new tokens',
    'erc20',
    collection('erc20', 'transfer(address,uint256)', ({ other }) => [other, 5n]),
  ),
]

/** Last: who has code cannot be paid by everybody any more. */
export const accountSteps: readonly Step[] = [
  step('accounts', null, ({ other, created }) => ({ to: other, data: '0x', setCode: created('erc1155') })),
]
