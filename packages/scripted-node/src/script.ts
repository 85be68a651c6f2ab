/** When a fault applies. Conditions combine; without any it always does. It counts from when it was set. */
export interface When {
  /** Only the first so many times it would. */
  readonly first?: number
  /** Only this share of the times it could, from 0 to 1, drawn with the node's seed. */
  readonly share?: number
  /** Only for so long after it was set, milliseconds. */
  readonly forMs?: number
}

/** Restricts a fault to some JSON-RPC methods; a batch is of the method of its first question. */
interface OfMethods {
  readonly methods?: readonly string[]
}

/** Restricts a fault to one kind of subscription; `pending` is both `full` and `hashes`. */
interface OfSubscriptions {
  readonly of?: SubscriptionKind | 'pending'
}

/** What a client subscribed to: whole pending transactions, their hashes, or heads. */
export type SubscriptionKind = 'full' | 'hashes' | 'heads'

/** What happens to a new WebSocket. */
export type ConnectionFault = When &
  (
    | { readonly kind: 'rejected'; readonly status: number }
    /** The TCP connection stands, the upgrade is never answered. */
    | { readonly kind: 'no-upgrade' }
    /** Cut after the node has sent so many frames on it; 0 is at once. */
    | { readonly kind: 'cut-after'; readonly frames: number }
    /** From so many frames on, it sends nothing and answers no ping. */
    | { readonly kind: 'half-open-after'; readonly frames: number }
    /** Subscriptions are acknowledged, pings answered, nothing is ever announced. */
    | { readonly kind: 'quiet' }
  )

/** What happens to `eth_subscribe`. */
export type SubscribeFault = When &
  OfSubscriptions &
  (
    | { readonly kind: 'error'; readonly code: number; readonly message: string }
    | { readonly kind: 'ignored' }
    | { readonly kind: 'late'; readonly ms: number }
    /** So many new transactions are announced before the acknowledgement. */
    | { readonly kind: 'overtaken'; readonly announcements: number }
    /** A `full` subscription is acknowledged, and given hashes. */
    | { readonly kind: 'hashes-instead' }
  )

/** What happens to an announced hash; an occasion is one of them. */
export type AnnouncementFault = When &
  (
    | { readonly kind: 'twice' }
    /** Sent after the one that follows it. */
    | { readonly kind: 'swapped' }
    /** A hash that nobody has ever seen is announced before it. */
    | { readonly kind: 'unknown-before' }
    /** A frame of no use is sent before it. */
    | { readonly kind: 'frame-before'; readonly frame: BadFrame }
  )

/** Frames no client can use. */
export type BadFrame =
  | 'not-json'
  | 'not-a-hash'
  | 'foreign-subscription'
  | 'not-ascii'
  | 'binary'
  /** Text of 2 MiB in the place of the hash. */
  | 'oversize'

/** What happens to a whole HTTP request. The first that applies answers; delays come before it and add up. */
export type HttpFault = When &
  OfMethods &
  (
    | {
        readonly kind: 'status'
        readonly status: number
        readonly retryAfter?: RetryAfter
        readonly text?: string
      }
    /** Status 200 with this text. */
    | { readonly kind: 'text'; readonly text: string }
    /** The right answer, its second half missing, and its length in order. */
    | { readonly kind: 'truncated' }
    /** A blank now and then, never the answer. */
    | { readonly kind: 'trickle'; readonly everyMs: number }
    | { readonly kind: 'delay'; readonly ms: number; readonly jitterMs?: number }
    /** The connection is reset instead of an answer. */
    | { readonly kind: 'reset' }
    /** Not answered until `release()`. */
    | { readonly kind: 'held' }
  )

/** The header of that name: seconds, or the HTTP date so many seconds ahead. */
export type RetryAfter =
  | { readonly form: 'seconds'; readonly seconds: number }
  | { readonly form: 'date'; readonly seconds: number }

/** What happens to the answer of an HTTP request that is answered; all that apply do, in order. */
export type AnswerFault = When &
  OfMethods &
  (
    | { readonly kind: 'reversed' }
    /** The first so many answers are left out. */
    | { readonly kind: 'missing'; readonly items: number }
    | { readonly kind: 'duplicated' }
    /** Every id is 1,000,000 more than the one of the question. */
    | { readonly kind: 'wrong-ids' }
    /** One error object instead of the answers. */
    | { readonly kind: 'error'; readonly code: number; readonly message: string }
    /** As geth: answers from this item on are errors, because the response grew too large. */
    | { readonly kind: 'response-too-large'; readonly fromItem: number }
  )

/**
 * What happens to one question; an occasion is one question, over HTTP or WebSocket. The first that applies answers.
 * `share` is drawn from the transaction's hash where there is one, so that a hash keeps its fate.
 */
export type ItemFault = When &
  OfMethods & {
    /** Only these transactions. */
    readonly hashes?: readonly string[]
    /** Only the first so many times each transaction is asked for. */
    readonly firstPerHash?: number
  } & (
    | { readonly kind: 'null' }
    | { readonly kind: 'error'; readonly code: number; readonly message: string }
    | BodyFault
  )

/** What is wrong with a transaction's body. */
export type BodyFault =
  /** It is a sound body of another hash. */
  | { readonly kind: 'other-hash' }
  /** The hash is the one asked for, the value is not: it does not hash to it. */
  | { readonly kind: 'tampered' }
  | { readonly kind: 'wrong-chain' }
  /** The sender is not an address. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'oversize'; readonly calldataBytes: number }
  /** It says that it is in a block already. */
  | { readonly kind: 'mined' }
  /** Members of the body, put over it. */
  | { readonly kind: 'members'; readonly members: Readonly<Record<string, unknown>> }

/** The largest batch, and how a larger one is refused. */
export interface BatchLimit {
  readonly items: number
  readonly refusal: BatchRefusal
}

export type BatchRefusal =
  /** geth: an array of one error, with the id of the first question. */
  | 'geth-array-one'
  /** One error object, its id null. */
  | 'object-null-id'
  /** An error for each question. */
  | 'items'
  | 'http-413'
  | 'http-400-text'

/** A token bucket over HTTP requests. */
export interface RateLimit {
  readonly perSecond: number
  /** Tokens it holds when full. @default one second's worth */
  readonly burst?: number
  /** What costs a token: a request, or each question in it. */
  readonly unit: 'request' | 'question'
  readonly refusal:
    | { readonly kind: 'http-429'; readonly retryAfter?: RetryAfter }
    /** One error object with this code and a message that says so. */
    | { readonly kind: 'object'; readonly code: number }
    /** The questions beyond the limit are errors, the others are answered. */
    | { readonly kind: 'items'; readonly code: number }
}

/** How the node behaves. Lists are faults, empty when it is well. */
export interface Script {
  /** What `eth_chainId` answers. @default the chain of its transactions */
  readonly chainId: number | null
  readonly connections: readonly ConnectionFault[]
  readonly subscribe: readonly SubscribeFault[]
  readonly announcements: readonly AnnouncementFault[]
  readonly http: readonly HttpFault[]
  readonly answers: readonly AnswerFault[]
  readonly items: readonly ItemFault[]
  readonly batchLimit: BatchLimit | null
  readonly rateLimit: RateLimit | null
  /** Subscriptions stay open and nothing is announced. */
  readonly silent: boolean
  /** Pings are answered. */
  readonly pongs: boolean
  /** Methods it does not know. */
  readonly unsupported: readonly string[]
  /** It has a block that is tagged `pending`, with what its pool holds. */
  readonly pendingBlock: boolean
  /** Blocks the finalized one is behind the latest; `null` is a node that does not know the tag. */
  readonly finalizedDistance: number | null
}

/** A node without faults. */
export const HEALTHY: Script = {
  chainId: null,
  connections: [],
  subscribe: [],
  announcements: [],
  http: [],
  answers: [],
  items: [],
  batchLimit: null,
  rateLimit: null,
  silent: false,
  pongs: true,
  unsupported: [],
  pendingBlock: true,
  finalizedDistance: 64,
}
