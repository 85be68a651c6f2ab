import type { ChainStatus, StoredEvent } from '@org/events'
import type { SnapshotAnswer } from '../api/wire.ts'
import type { Connection } from './view-state.ts'

/** Everything that can change what the page shows. */
export type Action =
  | { readonly type: 'connection'; readonly connection: Connection }
  | { readonly type: 'snapshot'; readonly snapshot: SnapshotAnswer }
  | { readonly type: 'hello'; readonly nodeId: string; readonly latestSeq: number; readonly atMs: number }
  | {
      readonly type: 'events'
      readonly events: readonly StoredEvent[]
      /** The stream's position, also past events that a filter hid. */
      readonly lastSeq: number
      /** Wall time of the arrival in Unix milliseconds. */
      readonly atMs: number
    }
  | { readonly type: 'heartbeat'; readonly latestSeq: number }
  | { readonly type: 'chains'; readonly chains: readonly ChainStatus[] }
  | { readonly type: 'chains_unavailable'; readonly reason: string }

export type Dispatch = (action: Action) => void
