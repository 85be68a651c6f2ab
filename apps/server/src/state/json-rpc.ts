import { type Clock, errorMessage } from '@org/events'
import { createMethodMemory } from './method-memory.ts'
import { failedAnswer, isRecord, type RpcAnswer, readAnswer } from './rpc-answer.ts'

export interface RpcCall {
  readonly method: string
  readonly params: readonly unknown[]
}

/** Questions to a node, beside the hot path. */
export interface JsonRpc {
  /** One answer per call, in order. Never rejects: what nobody answered is an answer that says so. */
  ask(calls: readonly RpcCall[]): Promise<readonly RpcAnswer[]>
}

export interface JsonRpcOptions {
  /** Asked in this order, from the one that answered after others failed. At least one. */
  readonly urls: readonly string[]
  readonly timeoutMs: number
  /** Ends what is under way. */
  readonly signal: AbortSignal
  readonly clock: Clock
  /** @default the global one */
  readonly fetch?: typeof fetch
}

/** Longest answer that is read. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024

/**
 * Asks the endpoints of a chain one after the other, until one answers all calls: one that lacks a method, is behind or
 * has enough of us is passed over for these calls. Which methods an endpoint lacks is remembered for a while.
 */
export function createJsonRpc(options: JsonRpcOptions): JsonRpc {
  const { urls, timeoutMs, signal } = options
  const request = options.fetch ?? fetch
  const lacking = createMethodMemory(options.clock)
  let preferred = 0

  const post = async (url: string, calls: readonly RpcCall[]): Promise<readonly RpcAnswer[]> => {
    const response = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(calls.map(({ method, params }, id) => ({ jsonrpc: '2.0', id, method, params }))),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      redirect: 'error',
    })
    const text = await limitedText(response)
    if (response.ok) return answersOf(JSON.parse(text), calls.length)
    // Gateways refuse a method with 400 or 403, and say which in a JSON-RPC error.
    const refused = refusalOf(text, calls.length)
    if (refused === null) throw new Error(`HTTP ${response.status}`)
    return refused
  }

  return {
    async ask(calls) {
      if (calls.length === 0) return []
      let best: readonly RpcAnswer[] | null = null
      let problem = 'no endpoint'
      let unreachable = 0
      for (let attempt = 0; attempt < urls.length && !signal.aborted; attempt++) {
        const index = (preferred + attempt) % urls.length
        const url = urls[index]
        if (url === undefined) continue
        if (calls.some(({ method }) => lacking.lacks(url, method))) {
          best ??= calls.map(() => failedAnswer('unsupported', 'the node does not offer the method'))
          continue
        }
        try {
          const answers = await post(url, calls)
          if (attempt > 0 && unreachable === attempt) preferred = index
          calls.forEach(({ method }, at) => {
            if (isOf(answers[at], 'unsupported')) lacking.note(url, method)
          })
          if (!answers.some(isForAnother)) return answers
          best = better(best, answers)
        } catch (error) {
          unreachable++
          problem = `${new URL(url).host}: ${errorMessage(error)}` // paths of endpoints hold keys
        }
      }
      return best ?? calls.map(() => failedAnswer('unreachable', problem))
    },
  }
}

function isOf(answer: RpcAnswer | undefined, kind: string): boolean {
  return answer !== undefined && !answer.ok && answer.kind === kind
}

/** Another endpoint may know better. */
function isForAnother(answer: RpcAnswer): boolean {
  return !answer.ok && answer.kind !== 'failed'
}

/** The answers that say more. An endpoint that offers the method counts more than one that does not. */
function better(known: readonly RpcAnswer[] | null, answers: readonly RpcAnswer[]): readonly RpcAnswer[] {
  return known === null || weight(answers) < weight(known) ? answers : known
}

function weight(answers: readonly RpcAnswer[]): number {
  return answers.reduce(
    (sum, answer) => sum + (isOf(answer, 'unsupported') ? 2 : isForAnother(answer) ? 1 : 0),
    0,
  )
}

async function limitedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MAX_ANSWER_BYTES) throw new Error(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The answers in the order of their calls; throws when one is missing. */
function answersOf(body: unknown, count: number): readonly RpcAnswer[] {
  // A node may answer a batch that it refuses as a whole with a single error.
  const list = Array.isArray(body) ? body : [body]
  const byId = new Map<unknown, RpcAnswer>()
  for (const entry of list) if (isRecord(entry)) byId.set(entry.id, readAnswer(entry))
  return Array.from({ length: count }, (_, id) => {
    const answer = byId.get(id) ?? (Array.isArray(body) ? undefined : byId.get(null))
    if (answer === undefined) throw new Error('a call was not answered')
    return answer
  })
}

/** The JSON-RPC errors in the body of an HTTP refusal; `null` where it is something else. */
function refusalOf(text: string, count: number): readonly RpcAnswer[] | null {
  try {
    const answers = answersOf(JSON.parse(text), count)
    return answers.some(({ ok }) => ok) ? null : answers
  } catch {
    return null
  }
}
