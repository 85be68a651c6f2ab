/** What the process of the clients is told. */
export type ToClients =
  | { readonly op: 'open'; readonly url: string; readonly clients: number }
  /** Forgets what was heard so far. */
  | { readonly op: 'begin' }
  | { readonly op: 'report' }

/** What it says: `progress` by itself and often, the others as answers. */
export type FromClients =
  | { readonly op: 'opened' }
  | { readonly op: 'begun' }
  | ({ readonly op: 'progress' } & ClientProgress)
  | ({ readonly op: 'report' } & ClientReport)

export interface ClientProgress {
  /** `TxDecoded` events that the first client got since the beginning. */
  readonly decoded: number
  /** The number up to which every client came. */
  readonly lastSeq: number
}

export interface ClientReport {
  readonly decoded: number
  /** When the first client got the last of them, Unix microseconds; 0 when it got none. */
  readonly lastDecodedUs: number
  /** One in sixteen transactions, drawn by their hashes. */
  readonly samples: readonly ArrivedSample[]
  /** Clients that were cut and came back. */
  readonly cuts: number
  readonly messages: number
  readonly bytes: number
  /** Processor time of all clients together, seconds. */
  readonly cpuSeconds: number
}

/** One transaction as the clients got it. */
export interface ArrivedSample {
  readonly hash: string
  /** When its announcement reached the server, Unix microseconds. */
  readonly ingestUs: number
  /** When each client got it, Unix microseconds; clients that did not are left out. */
  readonly arrivedUs: readonly number[]
}
