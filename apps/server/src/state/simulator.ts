import type { DraftOf, Simulation, Simulator, TxDecodedData } from '@org/events'
import { isRecord, type JsonRpc, type RpcAnswer } from './json-rpc.ts'
import { revertReason } from './revert-reason.ts'
import { tokenMovements } from './token-movements.ts'

/** The methods that can say it, the one that says most first. */
const METHODS = ['eth_simulateV1', 'debug_traceCall', 'eth_call'] as const
type Method = (typeof METHODS)[number]

/** Calls within calls whose logs are looked at. */
const MOST_FRAMES = 1_000

/**
 * Asks the nodes of each chain, with the best method that they have; what they were found not to have is not asked
 * again.
 */
export function createSimulator(rpcs: ReadonlyMap<number, JsonRpc>): Simulator {
  const firstMethod = new Map<number, number>()
  return {
    async simulate(transaction, blockNumber) {
      const chainId = transaction.chain_id
      const rpc = rpcs.get(chainId)
      if (rpc === undefined) return unknown(`chain ${chainId} has no node to ask`)
      if (transaction.data.authorization_count > 0) {
        return unknown('it carries authorizations, which are not kept')
      }
      for (let index = firstMethod.get(chainId) ?? 0; index < METHODS.length; index++) {
        const method = METHODS[index]
        if (method === undefined) break
        const [answer] = await rpc.ask([{ method, params: paramsOf(method, transaction, blockNumber) }])
        if (answer === undefined) break
        if (isMissing(answer)) {
          firstMethod.set(chainId, index + 1)
          continue
        }
        return read(method, answer, blockNumber)
      }
      return unknown('no method of the node can simulate it')
    },
  }
}

function paramsOf(method: Method, { data }: DraftOf<'TxDecoded'>, blockNumber: number): readonly unknown[] {
  const block = `0x${blockNumber.toString(16)}`
  const call = callOf(data)
  switch (method) {
    case 'eth_simulateV1':
      return [{ blockStateCalls: [{ calls: [call] }], traceTransfers: true, validation: false }, block]
    case 'debug_traceCall':
      return [call, block, { tracer: 'callTracer', tracerConfig: { withLog: true } }]
    case 'eth_call':
      return [call, block]
  }
}

function callOf(data: TxDecodedData): Readonly<Record<string, string>> {
  return {
    from: data.sender,
    ...(data.to === null ? {} : { to: data.to }),
    value: `0x${BigInt(data.value_wei).toString(16)}`,
    gas: `0x${data.gas_limit.toString(16)}`,
    input: data.input,
  }
}

/** The node has no such method, or does not offer it. */
function isMissing(answer: RpcAnswer): boolean {
  if (answer.ok || answer.code === null) return false
  const text = /method|support|not found|does not exist|not available|unsupported|namespace/i
  return (
    answer.code === -32601 || answer.code === -32004 || (answer.code === -32600 && text.test(answer.message))
  )
}

function read(method: Method, answer: RpcAnswer, blockNumber: number): Simulation {
  if (!answer.ok) {
    if (answer.code === null) return unknown('no node answered')
    const isRevert = answer.code === 3 || /revert|insufficient/i.test(answer.message)
    if (!isRevert) return unknown(answer.message)
    return {
      outcome: 'reverted',
      blockNumber,
      gasUsed: null,
      reason: revertReason(answer.data, answer.message),
    }
  }
  switch (method) {
    case 'eth_simulateV1':
      return readSimulated(answer.result, blockNumber)
    case 'debug_traceCall':
      return readTrace(answer.result, blockNumber)
    case 'eth_call':
      return { outcome: 'success', blockNumber, gasUsed: null, movements: null }
  }
}

function readSimulated(result: unknown, blockNumber: number): Simulation {
  const block: unknown = Array.isArray(result) ? result[0] : undefined
  const call: unknown = isRecord(block) && Array.isArray(block.calls) ? block.calls[0] : undefined
  if (!isRecord(call)) return unknown('the answer of eth_simulateV1 has another shape')
  const gasUsed = quantity(call.gasUsed)
  if (quantity(call.status) === 1) {
    return { outcome: 'success', blockNumber, gasUsed, movements: tokenMovements(call.logs) }
  }
  const error = isRecord(call.error) ? call.error : {}
  const data = typeof error.data === 'string' && error.data.length > 2 ? error.data : call.returnData
  return {
    outcome: 'reverted',
    blockNumber,
    gasUsed,
    reason: revertReason(data, String(error.message ?? 'reverted')),
  }
}

function readTrace(result: unknown, blockNumber: number): Simulation {
  if (!isRecord(result)) return unknown('the answer of debug_traceCall has another shape')
  const gasUsed = quantity(result.gasUsed)
  if (typeof result.error === 'string') {
    return { outcome: 'reverted', blockNumber, gasUsed, reason: revertReason(result.output, result.error) }
  }
  return { outcome: 'success', blockNumber, gasUsed, movements: tokenMovements(logsOf(result)) }
}

/** The logs of a call and the calls within it; those of calls that failed do not count. */
function logsOf(frame: Readonly<Record<string, unknown>>): readonly unknown[] {
  const logs: unknown[] = []
  const open: Readonly<Record<string, unknown>>[] = [frame]
  for (let seen = 0; seen < MOST_FRAMES; seen++) {
    const next = open.pop()
    if (next === undefined) break
    if (typeof next.error === 'string') continue
    if (Array.isArray(next.logs)) logs.push(...next.logs)
    if (Array.isArray(next.calls))
      for (const call of next.calls.toReversed()) if (isRecord(call)) open.push(call)
  }
  return logs
}

function quantity(value: unknown): number | null {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{1,13}$/.test(value)) return null
  return Number(value)
}

function unknown(reason: string): Simulation {
  return { outcome: 'unknown', reason: reason.slice(0, 200) }
}
