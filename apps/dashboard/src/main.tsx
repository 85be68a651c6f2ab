import { createVizClient } from '@org/viz-client'
import { render } from 'preact'
import { App } from './app.tsx'
import { createKeyStore } from './session/key-store.ts'
import { createSession } from './session/session.ts'
import { createFramePacer } from './state/frame-pacer.ts'
import { createStore } from './state/store.ts'

const container = document.getElementById('app')
if (container === null) throw new Error('index.html has no element #app to draw the page into')

const store = createStore({ requestFrame: createFramePacer() })
const session = createSession({
  createClient: (apiKey) =>
    createVizClient({ url: new URL('.', location.href), ...(apiKey === undefined ? {} : { apiKey }) }),
  keys: createKeyStore(() => sessionStorage),
  dispatch: store.dispatch,
  onError: reportError,
})

render(<App store={store} onKey={session.useKey} />, container)
// It runs as long as the document: the browser ends it with that.
session.start()
