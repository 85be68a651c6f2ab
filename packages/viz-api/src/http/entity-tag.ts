/**
 * `If-None-Match` by weak comparison: true when the client's copy is current. `cache-control: no-cache` of the client
 * does not matter: `fetch` sends it by itself for a script that sets `If-None-Match`.
 */
export function holdsCurrent(ifNoneMatch: string | undefined, etag: string | undefined): boolean {
  if (ifNoneMatch === undefined || etag === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  const opaque = opaqueTag(etag)
  // Commas may stand within a tag, so the list is not split at them.
  for (const [tag] of ifNoneMatch.matchAll(/(?:W\/)?"[^"]*"/g)) {
    if (opaqueTag(tag) === opaque) return true
  }
  return false
}

function opaqueTag(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag
}
