import { type ProblemAnswer, problemAnswer } from '../http/answer.ts'
import type { RequestHead } from './request-head.ts'

/** How large a request may be. */
export interface ShapeLimits {
  /** Characters of path and query together. */
  readonly maxTargetChars: number
  readonly maxHeaders: number
  /** Bytes of a body, which nothing here reads. */
  readonly maxBodyBytes: number
}

/** Neither `*` nor a whole URL, which only proxies are asked for, and nothing that others would cut or decode. */
const TARGET = /^\/[!-"$-[\]-~]*$/
const QUERY = /^[!-"$-~]*$/

/** What of a refused request is still to come is not waited for. */
const CLOSE: Readonly<Record<string, string>> = { connection: 'close' }

/** What is wrong with a request whatever it asks for; `null`: nothing. */
export function judgeShape(head: RequestHead, limits: ShapeLimits): ProblemAnswer | null {
  if (head.version !== '1.1' && head.version !== '1.0') {
    return problemAnswer('bad-request', 'Not HTTP/1.1.', CLOSE)
  }
  if (head.headers > limits.maxHeaders) {
    return problemAnswer('headers-too-large', `At most ${limits.maxHeaders} headers are taken.`, CLOSE)
  }
  if (head.path.length + head.search.length > limits.maxTargetChars) {
    const detail = `Path and query take at most ${limits.maxTargetChars} characters together.`
    return problemAnswer('uri-too-long', detail, CLOSE)
  }
  if (!TARGET.test(head.path) || !QUERY.test(head.search)) {
    return problemAnswer('bad-request', 'The target is not a path, or has characters that must be encoded.')
  }
  if (head.repeated.includes('host') || head.repeated.includes('origin')) {
    return problemAnswer('bad-request', 'A header that may come once came twice.', CLOSE)
  }
  if (head.isChunked || head.contentLength > limits.maxBodyBytes) {
    return problemAnswer('content-too-large', 'Nothing here takes a body.', CLOSE)
  }
  return null
}
