import type { BodyFault } from '../script.ts'

/** The body with the fault in it. @param body JSON of a sound one; `null` stays so */
export function faultyBody(body: string, fault: BodyFault): string {
  if (body === 'null') return body
  const members = JSON.parse(body) as Readonly<Record<string, unknown>> // an object, written by this node
  return JSON.stringify({ ...members, ...overrides(members, fault) })
}

function overrides(body: Readonly<Record<string, unknown>>, fault: BodyFault): Record<string, unknown> {
  switch (fault.kind) {
    case 'other-hash':
      return { hash: `0x${String(body.hash).slice(2).split('').reverse().join('')}` }
    case 'tampered':
      return { value: `0x${(BigInt(String(body.value)) + 1n).toString(16)}` }
    case 'wrong-chain':
      return { chainId: `0x${(Number(body.chainId) + 1).toString(16)}` }
    case 'malformed':
      return { from: '0x12' }
    case 'oversize':
      return { input: `0x${'00'.repeat(fault.calldataBytes)}` }
    case 'mined':
      return { blockHash: `0x${'b1'.repeat(32)}`, blockNumber: '0x1', transactionIndex: '0x0' }
    case 'members':
      return { ...fault.members }
  }
}
