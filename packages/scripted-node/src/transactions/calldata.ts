import type { Random } from '../random.ts'
import type { TransactionContent } from './transaction-mix.ts'

/** A contract call as the generator needs it. */
export interface Call {
  /** `0x` hex. */
  readonly input: string
  /** What such a call is given. */
  readonly gas: number
  readonly valueWei: bigint
}

/** Random calldata is cut out of one random text: drawing each byte would cost more than all the rest. */
const POOL_BYTES = 1 << 16
const ETHER = 10n ** 18n
const WETH = 'c02aaa39b223fe8d0a0e5c4f27ead9083c756cc2'
const TOKEN = 'a0'.repeat(20)

const word = (hex: string): string => hex.padStart(64, '0')

/** swapExactETHForTokens(amountOutMin, [WETH, token], to, deadline) of Uniswap V2: 228 bytes. */
function swapInput(recipient: string): string {
  const path = `${word('2')}${word(WETH)}${word(TOKEN)}`
  return `0x7ff36ab5${word('1')}${word('80')}${word(recipient)}${word('ee6b2800')}${path}`
}

/** Makes calls of each content; sizes are those of real ones: 0, 68, 228, mostly hundreds and at times thousands of bytes. */
export function createCallMaker(random: Random): (content: TransactionContent) => Call {
  let pool = ''
  while (pool.length < POOL_BYTES * 2) pool += random.hex(256)
  const randomHex = (bytes: number): string => {
    const from = random.integer(0, POOL_BYTES - bytes)
    return pool.slice(from * 2, (from + bytes) * 2)
  }
  return (content) => {
    switch (content) {
      case 'transfer':
        return { input: '0x', gas: 21_000, valueWei: BigInt(random.uint32()) * 10n ** 10n }
      case 'token':
        return { input: `0xa9059cbb${word(randomHex(20))}${word(randomHex(8))}`, gas: 65_000, valueWei: 0n }
      case 'swap':
        return { input: swapInput(randomHex(20)), gas: 250_000, valueWei: (ETHER * 5n) / 2n }
      case 'call': {
        // Exponential, so that most are small and few are large.
        const words = Math.min(400, Math.ceil(-Math.log(1 - random.share()) * 8))
        return {
          input: `0x${randomHex(4 + 32 * words)}`,
          gas: random.integer(60_000, 800_000),
          valueWei: 0n,
        }
      }
      case 'create':
        return {
          input: `0x6080604052${randomHex(random.integer(500, 6000))}`,
          gas: random.integer(500_000, 5_000_000),
          valueWei: 0n,
        }
    }
  }
}
