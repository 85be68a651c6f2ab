import { maskUrl } from '@org/events'
import { type Dispatcher, Pool } from 'undici'
import { IngestError } from '../errors.ts'
import { networkErrorText } from '../transport/network-error.ts'

export interface RpcClientOptions {
  readonly url: string
  /** Connections kept open; one request at a time on each. */
  readonly connections: number
  /** Bound of connecting, of waiting for the answer, and of reading it. */
  readonly timeoutMs: number
  readonly maxResponseBytes: number
}

/** JSON over HTTP POST to one node, over connections that are kept open. */
export interface RpcClient {
  /** The URL as it may be shown. */
  readonly where: string
  /**
   * Sends a JSON text and parses the answer.
   * @throws IngestError `RPC_FAILED` (retryable for transport errors, timeouts, 429 and 5xx) or `RPC_BAD_RESPONSE`.
   */
  post(body: string, signal: AbortSignal): Promise<unknown>
  /** Aborts what is open and releases the connections; for good. Idempotent. */
  close(): Promise<void>
}

export function createRpcClient(options: RpcClientOptions): RpcClient {
  const url = new URL(options.url)
  const where = maskUrl(options.url)
  const path = `${url.pathname}${url.search}`
  const headers: Record<string, string> = { 'content-type': 'application/json', accept: 'application/json' }
  if (url.username !== '' || url.password !== '') {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
    headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`
  }
  let pool: Pool | null = null
  let closed = false
  const open = (): Pool =>
    new Pool(url.origin, {
      connections: options.connections,
      pipelining: 1,
      connectTimeout: options.timeoutMs,
      headersTimeout: options.timeoutMs,
      maxResponseSize: options.maxResponseBytes,
    })
  const failed = (what: string, retryable: boolean, cause?: unknown): IngestError =>
    new IngestError('RPC_FAILED', `request to ${where}: ${what}`, { retryable, cause })

  return {
    where,
    async post(body, signal) {
      if (closed) throw failed('the client is closed', false)
      pool ??= open()
      let status: number
      let text: string
      try {
        const answer = await pool.request({ path, method: 'POST', headers, body, signal })
        status = answer.statusCode
        text = await readWithin(answer.body, options.timeoutMs)
      } catch (cause) {
        throw failed(networkErrorText(cause), !signal.aborted, cause)
      }
      if (status < 200 || status > 299) throw failed(`HTTP status ${status}`, status === 429 || status >= 500)
      try {
        return JSON.parse(text)
      } catch (cause) {
        throw new IngestError(
          'RPC_BAD_RESPONSE',
          `answer of ${where} is not JSON: ${JSON.stringify(text.slice(0, 80))}`,
          {
            retryable: true,
            cause,
          },
        )
      }
    },
    async close() {
      closed = true
      const closing = pool
      pool = null
      await closing?.destroy()
    },
  }
}

/** A node that sends byte by byte would hold its place in flight for ever: no pause of it is too long. */
async function readWithin(body: Dispatcher.ResponseData['body'], timeoutMs: number): Promise<string> {
  const timer = setTimeout(
    () => body.destroy(new Error(`answer not complete after ${timeoutMs} ms`)),
    timeoutMs,
  )
  try {
    return await body.text()
  } finally {
    clearTimeout(timer)
  }
}
