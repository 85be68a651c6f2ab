import { maskUrl } from '@org/events'
import { type Dispatcher, errors, Pool } from 'undici'
import { networkErrorText } from '../transport/network-error.ts'
import { httpFailure } from './http-failure.ts'
import { RpcFailure } from './rpc-failure.ts'

export interface RpcClientOptions {
  readonly url: string
  /** Connections kept open; one request at a time on each. */
  readonly connections: number
  /** Bound of connecting, of waiting for the answer, and of reading it. */
  readonly timeoutMs: number
  /** A larger answer is `too_large`: fewer calls may fit. */
  readonly maxResponseBytes: number
  /** Wall clock in Unix milliseconds, for `Retry-After` as a date. */
  readonly nowUnixMs: () => number
}

/** JSON over HTTP POST to one node, over connections that are kept open. */
export interface RpcClient {
  /** The URL as it may be shown. */
  readonly where: string
  /**
   * Sends a JSON text and parses the answer.
   * @throws RpcFailure when there is no answer with status 2xx; what a JSON-RPC answer says is for the caller to read
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
  const broken = (cause: unknown, aborted: boolean): RpcFailure => {
    const message = `request to ${where}: ${networkErrorText(cause)}`
    if (aborted) return new RpcFailure('aborted', message, { cause })
    const kind = cause instanceof errors.ResponseExceededMaxSizeError ? 'too_large' : 'transport'
    return new RpcFailure(kind, message, { cause })
  }

  return {
    where,
    async post(body, signal) {
      if (closed) throw new RpcFailure('aborted', `request to ${where}: the client is closed`)
      pool ??= open()
      let answer: Dispatcher.ResponseData
      let text: string
      try {
        answer = await pool.request({ path, method: 'POST', headers, body, signal })
        text = await readWithin(answer.body, options.timeoutMs)
      } catch (cause) {
        throw broken(cause, signal.aborted || closed)
      }
      const status = answer.statusCode
      if (status < 200 || status > 299) {
        const retryAfter = answer.headers['retry-after']
        throw httpFailure({ status, retryAfter, text, where }, options.nowUnixMs())
      }
      try {
        return JSON.parse(text)
      } catch (cause) {
        const sample = JSON.stringify(text.slice(0, 80))
        throw new RpcFailure('bad_response', `answer of ${where} is not JSON: ${sample}`, { cause })
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
