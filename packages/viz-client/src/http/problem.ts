/** The body of every refusal: RFC 9457, `application/problem+json`. */
export interface Problem {
  /** `urn:mevscope:problem:<kind>` */
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** The path that was asked for. */
  readonly instance: string
  /** Each parameter at fault. */
  readonly errors?: readonly { readonly in: string; readonly name: string; readonly detail: string }[]
}

/** A parsed body, if it is a problem document. */
export function toProblem(body: unknown): Problem | null {
  if (typeof body !== 'object' || body === null || !('type' in body) || !('detail' in body)) return null
  // The fields that are used; the others are the server's contract.
  return typeof body.type === 'string' && typeof body.detail === 'string' ? (body as Problem) : null
}
