/** A pool as far as calldata names it. */
export interface PoolName {
  readonly protocol: string
  /** The token whose address sorts first. */
  readonly token0: string
  readonly token1: string
  /** Hundredths of a basis point; `null` where the calldata names none. */
  readonly fee: number | null
}

const NAME = /^([^:]+):(0x[0-9a-f]{40}):(0x[0-9a-f]{40}):(\d{0,8})$/

/** Reads the name of a pool, as `PoolTouch.pool` gives it; `null` when it names no pair. */
export function parsePoolName(pool: string): PoolName | null {
  const match = NAME.exec(pool)
  if (match === null) return null
  const [, protocol = '', token0 = '', token1 = '', fee = ''] = match
  return { protocol, token0, token1, fee: fee === '' ? null : Number(fee) }
}
