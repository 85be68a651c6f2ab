/** A target as path and query, neither of them decoded. */
export function splitTarget(target: string): { readonly path: string; readonly search: string } {
  const at = target.indexOf('?')
  return at === -1
    ? { path: target, search: '' }
    : { path: target.slice(0, at), search: target.slice(at + 1) }
}
