const COIN_DECIMALS = 18
const DIGITS = /^[0-9]+$/

/** Smallest units to whole units as an exact decimal string: digits are moved, nothing is computed. */
export function formatUnits(amount: string, decimals: number): string {
  if (!DIGITS.test(amount)) return amount
  const padded = amount.padStart(decimals + 1, '0')
  const point = padded.length - decimals
  const whole = padded.slice(0, point).replace(/^0+(?=[0-9])/, '')
  const fraction = padded.slice(point).replace(/0+$/, '')
  return fraction === '' ? whole : `${whole}.${fraction}`
}

/** Wei to whole coins, exactly. */
export function weiToCoin(wei: string): string {
  return formatUnits(wei, COIN_DECIMALS)
}

/**
 * At most `places` decimals, cut and never rounded: `…` says that digits follow, and an amount too small to show is
 * `<0.0001` rather than zero.
 */
export function cutDecimal(decimal: string, places: number): string {
  const [whole = '0', fraction = ''] = decimal.split('.')
  if (fraction.length <= places) return decimal
  const kept = fraction.slice(0, places)
  if (whole === '0' && /^0*$/.test(kept)) return `<0.${'0'.repeat(places - 1)}1`
  return `${whole}.${kept}…`
}

/** Features name whole coins to this many places. */
const COIN_PLACES = 6

/** Coins at stake, where that is not just what the transaction sends along; else `null`. */
export function stakeText(coins: number | null, sentWei: string | null): string | null {
  if (coins === null || coins === 0 || sentWei === null) return null
  if (Math.abs(coins - Number(weiToCoin(sentWei))) <= Math.max(coins * 1e-9, 10 ** -COIN_PLACES)) return null
  const decimal = coins.toLocaleString('en', { useGrouping: false, maximumFractionDigits: COIN_PLACES })
  return cutDecimal(decimal, 4)
}

/** Longest integer that is shown in full. */
const FULL_DIGITS = 7

/** An integer amount in its smallest unit, short: `2500000000` is `2.5e9`, cut after three digits and never rounded. */
export function shortInteger(amount: string): string {
  if (!DIGITS.test(amount) || amount.length <= FULL_DIGITS) return amount
  const decimals = amount.slice(1, 3).replace(/0+$/, '')
  return `${amount[0]}${decimals === '' ? '' : `.${decimals}`}e${amount.length - 1}`
}

/** Chains whose coin is not ETH. */
const COINS: Readonly<Record<number, string>> = {
  56: 'BNB',
  97: 'BNB',
  100: 'xDAI',
  137: 'POL',
  250: 'FTM',
  43114: 'AVAX',
}

/** Symbol of a chain's own coin. */
export function coinOf(chainId: number): string {
  return COINS[chainId] ?? 'ETH'
}
