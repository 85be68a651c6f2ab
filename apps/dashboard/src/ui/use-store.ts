import { useEffect, useState } from 'preact/hooks'
import type { Store } from '../state/store.ts'
import type { ViewState } from '../state/view-state.ts'

/** The store's state, and a new drawing whenever it has a new picture. */
export function useStore(store: Store): ViewState {
  const [state, setState] = useState(() => store.state())
  useEffect(() => {
    const read = (): void => setState(store.state())
    read() // what changed between the first drawing and this subscription
    return store.subscribe(read)
  }, [store])
  return state
}
