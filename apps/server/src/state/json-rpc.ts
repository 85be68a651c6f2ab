import { errorMessage } from '@org/events'

export interface RpcCall {
  readonly method: string
  readonly params: readonly unknown[]
}

export type RpcAnswer =
  | { readonly ok: true; readonly result: unknown }
  | {
      readonly ok: false
      /** `null`: no node answered at all. */
      readonly code: number | null
      readonly message: string
      readonly data: unknown
    }

/** Questions to a node, beside the hot path. */
export interface JsonRpc {
  /** One answer per call, in order. Never rejects: what nobody answered is an answer that says so. */
  ask(calls: readonly RpcCall[]): Promise<readonly RpcAnswer[]>
}

export interface JsonRpcOptions {
  /** Asked in this order; the one that answered last is asked first. At least one. */
  readonly urls: readonly string[]
  readonly timeoutMs: number
  /** Ends what is under way. */
  readonly signal: AbortSignal
  /** @default the global one */
  readonly fetch?: typeof fetch
}

/** Longest answer that is read. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024

export function createJsonRpc(options: JsonRpcOptions): JsonRpc {
  const { urls, timeoutMs, signal } = options
  const request = options.fetch ?? fetch
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
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    return answersOf(JSON.parse(text), calls.length)
  }

  return {
    async ask(calls) {
      if (calls.length === 0) return []
      let problem = 'no endpoint'
      for (let attempt = 0; attempt < urls.length && !signal.aborted; attempt++) {
        const index = (preferred + attempt) % urls.length
        const url = urls[index]
        if (url === undefined) continue
        try {
          const answers = await post(url, calls)
          preferred = index
          return answers
        } catch (error) {
          problem = `${new URL(url).host}: ${errorMessage(error)}` // paths of endpoints hold keys
        }
      }
      return calls.map(() => ({ ok: false, code: null, message: problem, data: undefined }))
    },
  }
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
  for (const entry of list) if (isRecord(entry)) byId.set(entry.id, answerOf(entry))
  return Array.from({ length: count }, (_, id) => {
    const answer = byId.get(id) ?? (Array.isArray(body) ? undefined : byId.get(null))
    if (answer === undefined) throw new Error('a call was not answered')
    return answer
  })
}

function answerOf(entry: Readonly<Record<string, unknown>>): RpcAnswer {
  const { error } = entry
  if (!isRecord(error)) return { ok: true, result: entry.result }
  return {
    ok: false,
    code: typeof error.code === 'number' ? error.code : 0,
    message: String(error.message).slice(0, 500),
    data: error.data,
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
