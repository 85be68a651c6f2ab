import { keccak256, toBytes } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'

/**
 * An account made from the seed: another seed gives other accounts, so that no transaction hash ever comes back.
 * The keys are worth nothing and as public as the seed.
 */
export function deriveAccount(seed: string, label: string): PrivateKeyAccount {
  return privateKeyToAccount(keccak256(toBytes(`mevscope devnet/${seed}/${label}`)))
}

/** The accounts that send the traffic. */
export function deriveTraders(seed: string, count: number): readonly PrivateKeyAccount[] {
  return Array.from({ length: count }, (_, index) => deriveAccount(seed, `trader ${index}`))
}
