import { encodeAbiParameters, type Hex, pad, parseAbiParameters, toEventSelector } from 'viem'

export const SENDER = '0x1111111111111111111111111111111111111111'
export const TOKEN_A = '0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
export const TOKEN_B = '0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'
export const TOKEN_C = '0xcccccccccccccccccccccccccccccccccccccccc'
export const POOL_1 = '0x00000000000000000000000000000000000000d1'
export const POOL_2 = '0x00000000000000000000000000000000000000d2'
export const HASH = `0x${'ab'.repeat(32)}` as const

/** A log as a node gives it. */
export function log(
  address: string,
  signature: string,
  indexed: readonly Hex[] = [],
  words: readonly bigint[] = [],
) {
  const data = words.map((word) => encodeAbiParameters(parseAbiParameters('uint256'), [word]).slice(2))
  return {
    address,
    topics: [toEventSelector(signature), ...indexed.map((topic) => pad(topic, { size: 32 }))],
    data: `0x${data.join('')}`,
  }
}

export function transfer(token: string, from: Hex, to: Hex, amount: bigint) {
  return log(token, 'Transfer(address,address,uint256)', [from, to], [amount])
}

export function v2Swap(pool: string) {
  return log(
    pool,
    'Swap(address,uint256,uint256,uint256,uint256,address)',
    [SENDER, SENDER],
    [1n, 0n, 0n, 1n],
  )
}

/** A transaction as a node gives it; what a test does not care about is filled in. */
export function json(fields: Readonly<Record<string, unknown>> = {}) {
  return {
    hash: HASH,
    from: SENDER,
    to: POOL_1,
    nonce: '0x1',
    value: '0x0',
    gas: '0x5208',
    gasPrice: '0x3b9aca00',
    input: '0x',
    ...fields,
  }
}
