import type { ChainStatus } from '@org/events'
import { render } from 'preact'
import { createChainPoller } from './api/chain-poller.ts'
import { fetchJson } from './api/fetch-json.ts'
import type { SnapshotAnswer } from './api/wire.ts'
import { App } from './app.tsx'
import { createFeed } from './feed/feed.ts'
import { openSocket } from './feed/open-socket.ts'
import { createFramePacer } from './state/frame-pacer.ts'
import { createStore } from './state/store.ts'
import { MAX_OPPORTUNITIES, MAX_TRANSACTIONS } from './state/view-state.ts'

const SNAPSHOT_PATH = `/dashboard/snapshot?tx_limit=${MAX_TRANSACTIONS}&feature_limit=${MAX_TRANSACTIONS}&opp_limit=${MAX_OPPORTUNITIES}`

const container = document.getElementById('app')
if (container === null) throw new Error('index.html has no element #app to draw the page into')

const store = createStore({ requestFrame: createFramePacer() })
const feed = createFeed({
  loadSnapshot: (signal) => fetchJson<SnapshotAnswer>(SNAPSHOT_PATH, signal),
  openSocket,
  dispatch: store.dispatch,
})
const chainPoller = createChainPoller({
  loadChains: (signal) => fetchJson<readonly ChainStatus[]>('/chains', signal),
  dispatch: store.dispatch,
})

render(<App store={store} />, container)
// Both run as long as the document: the browser ends them with it.
feed.start().catch(reportError)
chainPoller.start().catch(reportError)
