import { type DraftOf, maskText, type Simulation, type Simulator, type TxDecodedData } from '@org/events'
import type { JsonRpc } from './json-rpc.ts'
import { revertReason } from './revert-reason.ts'
import { isRecord, type RpcAnswer, type RpcFailed } from './rpc-answer.ts'
import { tokenMovements } from './token-movements.ts'

/** The methods that can say it, the one that says most first. */
const METHODS = ['eth_simulateV1', 'debug_traceCall', 'eth_call'] as const
type Method = (typeof METHODS)[number]

/** Calls within calls whose logs are looked at. */
const MOST_FRAMES = 1_000

/**
 * Asks the nodes of each chain, with the best method that one of them has. A revert counts only of a transaction that is
 * next in line: another may have been mined already, or need those before it.
 */
export function createSimulator(rpcs: ReadonlyMap<number, JsonRpc>): Simulator {
  return {
    async simulate(transaction, blockNumber) {
      const chainId = transaction.chain_id
      const rpc = rpcs.get(chainId)
      if (rpc === undefined) return unknown(`chain ${chainId} has no node to ask`)
      if (transaction.data.authorization_count > 0) {
        return unknown('it carries authorizations, which are not kept')
      }
      const { sender, nonce } = transaction.data
      const count = { method: 'eth_getTransactionCount', params: [sender, hex(blockNumber)] }
      for (const method of METHODS) {
        const call = { method, params: paramsOf(method, transaction, blockNumber) }
        const [answer, counted] = await rpc.ask([call, count])
        if (answer === undefined) break
        if (!answer.ok && answer.kind === 'unsupported') continue
        const next = counted?.ok === true ? quantity(counted.result) : null
        return inLine(read(method, answer, blockNumber), nonce, next, blockNumber)
      }
      return unknown('no method of the node can simulate it')
    },
  }
}

/** What a simulation says, given which nonce of the sender comes next after the block; `null`: not known. */
function inLine(simulation: Simulation, nonce: number, next: number | null, blockNumber: number): Simulation {
  if (next !== null && next > nonce) {
    return unknown(
      `its nonce ${nonce} is used as of block ${blockNumber}: it is mined, or another in its place`,
    )
  }
  if (simulation.outcome !== 'reverted' || next === nonce) return simulation
  return unknown(
    next === null
      ? `it reverts, but whether it is next in line is not known (${simulation.reason})`
      : `it reverts without the ${nonce - next} transaction(s) of its sender before it (${simulation.reason})`,
  )
}

function paramsOf(method: Method, { data }: DraftOf<'TxDecoded'>, blockNumber: number): readonly unknown[] {
  const block = hex(blockNumber)
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
    gas: hex(data.gas_limit),
    input: data.input,
  }
}

/** The call itself fails: it reverts, runs out of gas, or its sender cannot pay. */
const FAILS =
  /\brevert|\binsufficient (?:funds|balance)|\bout of gas\b|\bgas required exceeds\b|\binvalid (?:opcode|jump)|\bstack (?:under|over)flow/i

function refused(answer: RpcFailed, blockNumber: number): Simulation {
  switch (answer.kind) {
    case 'unreachable':
      return unknown(`no node answered (${answer.message})`)
    case 'behind':
      return unknown(`the node does not have block ${blockNumber} (${answer.message})`)
    case 'rate_limited':
    case 'unsupported':
      return unknown(answer.message)
    case 'failed':
      if (answer.code !== 3 && !FAILS.test(answer.message)) return unknown(answer.message)
      return {
        outcome: 'reverted',
        blockNumber,
        gasUsed: null,
        reason: revertReason(answer.data, answer.message),
      }
  }
}

function read(method: Method, answer: RpcAnswer, blockNumber: number): Simulation {
  if (!answer.ok) return refused(answer, blockNumber)
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
  return { outcome: 'unknown', reason: maskText(reason) }
}

function hex(value: number): string {
  return `0x${value.toString(16)}`
}
