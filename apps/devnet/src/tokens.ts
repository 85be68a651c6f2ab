/** Tokens of the devnet by symbol; `WETH` is the wrapped coin, the others are plain ERC-20. */
export const TOKEN_SYMBOLS = ['WETH', 'USDC', 'DAI', 'LINK'] as const
export type TokenSymbol = (typeof TOKEN_SYMBOLS)[number]

export interface TokenSpec {
  readonly name: string
  readonly decimals: number
  /** The price at which its pools are opened, in US cents. */
  readonly priceCents: bigint
}

/** What each token is called and what it is worth at the start. */
export const TOKENS: Readonly<Record<TokenSymbol, TokenSpec>> = {
  WETH: { name: 'Wrapped Ether', decimals: 18, priceCents: 300_000n },
  USDC: { name: 'Devnet USD Coin', decimals: 6, priceCents: 100n },
  DAI: { name: 'Devnet Dai', decimals: 18, priceCents: 100n },
  LINK: { name: 'Devnet Link', decimals: 18, priceCents: 1_500n },
}

/** The amount of `to` that is worth `amount` of `from` at opening prices, in smallest units, rounded down. */
export function convert(amount: bigint, from: TokenSymbol, to: TokenSymbol): bigint {
  const source = TOKENS[from]
  const target = TOKENS[to]
  return (
    (amount * source.priceCents * 10n ** BigInt(target.decimals)) /
    (target.priceCents * 10n ** BigInt(source.decimals))
  )
}
