const NAME = 'mevscope-api-key'

/** Keeps the reader's key as long as the tab lives. */
export interface KeyStore {
  read(): string | undefined
  keep(key: string): void
}

/** @param storage of the tab; where the browser refuses it, the key lives as long as the document */
export function createKeyStore(storage: () => Pick<Storage, 'getItem' | 'setItem'>): KeyStore {
  let kept: string | undefined
  return {
    read() {
      if (kept !== undefined) return kept
      try {
        return storage().getItem(NAME) ?? undefined
      } catch {
        return undefined // refused by the browser's settings
      }
    },
    keep(key) {
      kept = key
      try {
        storage().setItem(NAME, key)
      } catch {
        // As above: it is kept here.
      }
    },
  }
}
