/** A JSON-RPC request as a client sent it. */
export interface Question {
  /** As it is to be repeated, in JSON. */
  readonly id: string
  readonly method: string
  readonly params: readonly unknown[]
}

/** Reads what stands for a request; anything missing is read as nothing, and answered as such. */
export function readQuestion(value: unknown): Question {
  const request: { readonly id?: unknown; readonly method?: unknown; readonly params?: unknown } =
    typeof value === 'object' && value !== null ? value : {}
  const { id, method, params } = request
  return {
    id: typeof id === 'number' ? String(id) : (JSON.stringify(id) ?? 'null'),
    method: typeof method === 'string' ? method : '',
    params: Array.isArray(params) ? params : [],
  }
}

/** The member of an answer that says what was asked for, from JSON text. */
export const resultMember = (json: string): string => `"result":${json}`

/** The member of an answer that says what went wrong. */
export const errorMember = (code: number, message: string): string =>
  `"error":{"code":${code},"message":${JSON.stringify(message)}}`

/** geth's words for a method it does not know. */
export const unsupportedMember = (method: string): string =>
  errorMember(-32_601, `the method ${method} does not exist/is not available`)

/** A whole answer. @param id JSON */
export const reply = (id: string, member: string): string => `{"jsonrpc":"2.0","id":${id},${member}}`
