import type { Hash } from '@org/events'

/** A distinct, valid hash for each number. */
export function hashOf(n: number): Hash {
  return `0x${n.toString(16).padStart(64, '0')}` as Hash // 64 hex digits
}

/** A sound dynamic-fee transfer as a node answers it, with overrides. */
export function bodyOf(
  hash: Hash,
  overrides: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    blockHash: null,
    blockNumber: null,
    transactionIndex: null,
    hash,
    type: '0x2',
    chainId: '0x7a69',
    from: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
    to: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
    nonce: '0x7',
    gas: '0x5208',
    value: '0xde0b6b3a7640000',
    input: '0x',
    gasPrice: '0x77359400',
    maxFeePerGas: '0x77359400',
    maxPriorityFeePerGas: '0x3b9aca00',
    accessList: [],
    v: '0x0',
    r: '0x1',
    s: '0x1',
    yParity: '0x0',
    ...overrides,
  }
}
