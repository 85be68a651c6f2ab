import type { Action, Dispatch } from './action.ts'
import { reduce } from './reduce.ts'
import { INITIAL_STATE, type ViewState } from './view-state.ts'

export interface StoreOptions {
  /** Calls back when the next picture is due, once per call. */
  readonly requestFrame: (callback: () => void) => void
  /**
   * Events that may wait for a picture; beyond it they are applied at once, without one. A hidden tab gets no
   * frames, so this bounds what it holds back.
   * @default 2000
   */
  readonly maxWaiting?: number
}

/** Holds the page's state and gathers changes, so that it is drawn once per picture and not once per event. */
export interface Store {
  /** The state of the last picture. */
  state(): ViewState
  dispatch: Dispatch
  /** Hears of each new picture. Returns the unsubscription. */
  subscribe(listener: () => void): () => void
}

export function createStore(options: StoreOptions): Store {
  const { requestFrame, maxWaiting = 2_000 } = options
  const listeners = new Set<() => void>()
  let applied = INITIAL_STATE
  let drawn = INITIAL_STATE
  let waiting: Action[] = []
  let weight = 0
  let frameRequested = false

  const applyWaiting = (): void => {
    const actions = waiting
    waiting = []
    weight = 0
    for (const action of actions) applied = reduce(applied, action)
  }
  const draw = (): void => {
    frameRequested = false
    applyWaiting()
    drawn = applied
    for (const listener of listeners) listener()
  }
  return {
    state: () => drawn,
    dispatch(action) {
      waiting.push(action)
      weight += action.type === 'events' ? action.events.length + 1 : 1
      if (weight > maxWaiting) applyWaiting()
      if (frameRequested) return
      frameRequested = true
      requestFrame(draw)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
