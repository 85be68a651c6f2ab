/** A path of the contract that answers 501 until it is built. */
export interface NotBuilt {
  readonly method: 'GET' | 'POST'
  readonly path: string
}

/** Everything of the contract that is not built yet; the roadmap says when. */
export const NOT_BUILT: readonly NotBuilt[] = []
