/** Who asks: the holder of a key (by its place in the list), or anyone. */
export type Caller = { readonly kind: 'key'; readonly index: number } | { readonly kind: 'anonymous' }

export const ANONYMOUS: Caller = { kind: 'anonymous' }
