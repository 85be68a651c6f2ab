import type { LiquidityAction } from './action.ts'
import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { callProtocol } from './lending-method.ts'
import { followOffset, readAddress, WORD_CHARS } from './words.ts'

interface StakingLayout {
  readonly change: LiquidityAction['change']
  readonly words: number
  /** Words that must be addresses. */
  readonly addresses?: readonly number[]
  /** Words that must be offsets inside the calldata. */
  readonly offsets?: readonly number[]
  /** Believed of listed contracts only. */
  readonly listedOnly?: boolean
}

function staking(family: string, signature: string, layout: StakingLayout): Method {
  const { change, words } = layout
  const addresses = layout.addresses ?? []
  const offsets = layout.offsets ?? []
  return {
    signature,
    abis: ['staking', 'staking-token'],
    generic: layout.listedOnly !== true,
    decode(decoding: Decoding, call: Call): boolean {
      const { base, end } = call
      if (base + words * WORD_CHARS > end) return false
      for (const word of addresses) {
        if (readAddress(decoding.input, base + word * WORD_CHARS, end) === null) return false
      }
      for (const word of offsets) {
        if (followOffset(decoding.input, base, base + word * WORD_CHARS, end) < 0) return false
      }
      addAction(decoding, { type: 'liquidity', protocol: callProtocol(call, family), change })
      return true
    },
  }
}

/** Coins given against a share that can be given back: staking, restaking and vaults. They count as liquidity. */
export const stakingMethods: Readonly<Record<string, Method>> = {
  '0xa1903eab': staking('lido', 'submit(address)', {
    change: 'add',
    words: 1,
    addresses: [0],
    listedOnly: true,
  }),
  '0xf8444436': staking('lido', 'claimWithdrawal(uint256)', { change: 'remove', words: 1, listedOnly: true }),
  '0xea598cb0': staking('lido', 'wrap(uint256)', { change: 'add', words: 1, listedOnly: true }),
  '0xde0e9a3e': staking('lido', 'unwrap(uint256)', { change: 'remove', words: 1, listedOnly: true }),
  '0xd6681042': staking('lido', 'requestWithdrawals(uint256[],address)', {
    change: 'remove',
    words: 3,
    addresses: [1],
    offsets: [0],
  }),
  '0xacf41e4d': staking(
    'lido',
    'requestWithdrawalsWithPermit(uint256[],address,(uint256,uint256,uint8,bytes32,bytes32))',
    {
      change: 'remove',
      words: 8,
      addresses: [1],
      offsets: [0],
    },
  ),
  '0xe3afe0a3': staking('lido', 'claimWithdrawals(uint256[],uint256[])', {
    change: 'remove',
    words: 4,
    offsets: [0, 1],
  }),
  '0x22895118': staking('beacon-deposit', 'deposit(bytes,bytes,bytes,bytes32)', {
    change: 'add',
    words: 7,
    offsets: [0, 1, 2],
  }),
  '0xe7a050aa': staking('eigenlayer', 'depositIntoStrategy(address,address,uint256)', {
    change: 'add',
    words: 3,
    addresses: [0, 1],
  }),
  '0x6e553f65': staking('erc4626', 'deposit(uint256,address)', { change: 'add', words: 2, addresses: [1] }),
  '0x94bf804d': staking('erc4626', 'mint(uint256,address)', { change: 'add', words: 2, addresses: [1] }),
  '0xb460af94': staking('erc4626', 'withdraw(uint256,address,address)', {
    change: 'remove',
    words: 3,
    addresses: [1, 2],
  }),
  '0xba087652': staking('erc4626', 'redeem(uint256,address,address)', {
    change: 'remove',
    words: 3,
    addresses: [1, 2],
  }),
}
