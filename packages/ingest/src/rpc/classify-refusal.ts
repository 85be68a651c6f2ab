/** What a node means by refusing, as far as its code and words tell. */
export type Refusal = 'too_large' | 'rate_limited' | 'unsupported' | 'unknown'

// Words decide before codes: -32005 is Besu's batch limit and Infura's rate limit, -32007 is QuickNode's rate limit
// and jsonrpsee's size limit, -32003 is Geth's size limit and everybody else's "transaction rejected".
const TOO_LARGE = [
  /\bbatch(?:ed)?\b.{0,60}\b(?:too (?:large|big|long|many)|limit|exceed|more than|not (?:supported|allowed|enabled)|disabled)/i,
  /\b(?:too many|exceed(?:s|ed)?|limit(?:ed)?|at most|max(?:imum)?)\b.{0,60}\bbatch/i,
  /\bMaxBatch\w*/,
  /\b(?:request|response|payload|body|content|entity)\b(?: (?:request|body|entity|size|is|was))* too (?:large|big)\b/i,
  /\b(?:request|response|body) size\b.{0,40}\b(?:exceed|limit|larger|greater)/i,
]
const RATE_LIMITED = [
  /\btoo many requests\b/i,
  /\brequests? (?:limit|rate|count)\b.{0,20}\b(?:reached|exceeded|limited)/i,
  /\bexceed(?:s|ed)?\b.{0,60}\b(?:compute units|capacity|cu|cups|quota|credits|requests per|per second|rps)\b/i,
  /\bthrottl/i,
  /\bover ?(?:capacity|loaded)\b/i,
  /\bserver is busy\b/i,
]
const RATE_LIMIT = /\brate.?limit/i
const UNSUPPORTED =
  /\bunsupported method\b|\bmethod\b.{0,80}\b(?:not (?:found|supported|available|exist|enabled|whitelisted|allowed|implemented)|unavailable|disabled)|\bnot support(?:ed)?\b.{0,60}\bmethod\b/i
/** A query that was too wide is so at any rate. */
const QUERY_LIMIT = /\b(?:range|query|results|logs|filters?)\b/i

/** 429: the HTTP status copied into the object; -32005: "limit exceeded" (EIP-1474); the others are of providers. */
const RATE_CODES: ReadonlySet<unknown> = new Set([429, -32_005, -32_029, -32_097])
const METHOD_NOT_FOUND = -32_601
/** "Method not supported" (EIP-1474) and "unsupported method" (EIP-1193). */
const METHOD_CODES: ReadonlySet<unknown> = new Set([-32_004, 4_200])

/** What the body of an HTTP refusal means that is not JSON. */
export function classifyText(text: string): 'too_large' | 'rate_limited' | 'unknown' {
  if (RATE_LIMIT.test(text)) return 'rate_limited'
  if (TOO_LARGE.some((pattern) => pattern.test(text))) return 'too_large'
  return RATE_LIMITED.some((pattern) => pattern.test(text)) ? 'rate_limited' : 'unknown'
}

/** What a JSON-RPC error object means. Never throws, whatever the node sends. */
export function classifyError(error: unknown): Refusal {
  const { code, message, data } = errorFields(error)
  if (code === METHOD_NOT_FOUND) return 'unsupported'
  const text = `${message} ${data}`
  const told = classifyText(text)
  if (told !== 'unknown') return told
  if (METHOD_CODES.has(code) || UNSUPPORTED.test(text)) return 'unsupported'
  return RATE_CODES.has(code) && !QUERY_LIMIT.test(text) ? 'rate_limited' : 'unknown'
}

/** Longest part of a hostile text that is searched. */
const SEARCHED_CHARS = 400

function errorFields(error: unknown): { code: unknown; message: string; data: string } {
  if (typeof error === 'string') return { code: undefined, message: error.slice(0, SEARCHED_CHARS), data: '' }
  if (typeof error !== 'object' || error === null) return { code: undefined, message: '', data: '' }
  const fields = error as Readonly<Record<string, unknown>> // an object of unknown fields
  return {
    code: fields.code,
    message: typeof fields.message === 'string' ? fields.message.slice(0, SEARCHED_CHARS) : '',
    data: typeof fields.data === 'string' ? fields.data.slice(0, SEARCHED_CHARS) : '',
  }
}
