import type { VizClient } from '@org/viz-client'
import { loadChains, loadSnapshot } from '../api/load.ts'
import { pollChains } from '../api/poll-chains.ts'
import { needsKey } from '../api/reason.ts'
import { feed } from '../feed/feed.ts'
import type { Dispatch } from '../state/action.ts'
import type { KeyStore } from './key-store.ts'

export interface SessionOptions {
  readonly createClient: (apiKey: string | undefined) => VizClient
  readonly keys: KeyStore
  readonly dispatch: Dispatch
  /** Hears of defects. */
  readonly onError: (error: unknown) => void
}

/** The page's dealings with the server, under one key at a time. */
export interface Session {
  /** Begins with the key that was kept, if there is one. */
  start(): void
  /** Keeps the key and begins anew with it. */
  useKey(key: string): void
}

export function createSession({ createClient, keys, dispatch, onError }: SessionOptions): Session {
  let running = new AbortController()

  function begin(): void {
    running.abort()
    running = new AbortController()
    const { signal } = running
    const apiKey = keys.read()
    const client = createClient(apiKey)
    const stop = running
    const fed = feed({ client, dispatch, signal, loadSnapshot: (until) => loadSnapshot(client, until) })
    fed.catch((error: unknown) => {
      // Nobody is asked again until there is another key.
      stop.abort()
      if (!needsKey(error)) onError(error)
      else dispatch({ type: 'connection', connection: { state: 'locked', refused: apiKey !== undefined } })
    })
    pollChains({ loadChains: (until) => loadChains(client, until), dispatch, signal }).catch(onError)
  }

  return {
    start: begin,
    useKey(key) {
      keys.keep(key)
      begin()
    },
  }
}
