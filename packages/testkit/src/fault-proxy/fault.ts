/** What a {@link FaultProxy} does with a request. */
export type Fault =
  /** Hands it on and the answer back. */
  | { readonly kind: 'pass' }
  /** Nobody listens: connections are refused, open ones are closed. */
  | { readonly kind: 'down' }
  /** Waits before it hands the request on. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Answers by itself with this status, as a server or a load balancer in trouble does. */
  | { readonly kind: 'status'; readonly status: 429 | 500 | 503 }
  /** Hands on so many bytes of the body, then closes both sides. */
  | { readonly kind: 'cut-request'; readonly bytes: number }
  /** Lets the server do its work, then closes the connection after so many bytes of the answer; 0: also without its head. */
  | { readonly kind: 'cut-answer'; readonly bytes: number }
  /** Answers 200 with a page that is not from ClickHouse. */
  | { readonly kind: 'garbage' }
  /** Answers 200 with nothing at all, without asking the server. */
  | { readonly kind: 'empty' }
  /** Answers 200 with ClickHouse's headers and then its exception in the body, without asking the server. */
  | { readonly kind: 'error-in-body' }

/** A fault, and which requests it strikes. */
export interface FaultPlan {
  readonly fault: Fault
  /** @default every request */
  readonly only?: 'inserts'
  /** Requests that pass before it strikes; not for `down`. @default 0 */
  readonly after?: number
  /** Requests that it strikes before all pass again; not for `down`. @default all */
  readonly times?: number
}

/** What the proxy counted on its side. */
export interface FaultCounts {
  readonly requests: number
  readonly inserts: number
  /** Requests that a fault struck. */
  readonly struck: number
  /** Requests that hung until their client went away. */
  readonly abandoned: number
}
