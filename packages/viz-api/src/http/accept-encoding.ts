/** How a body may be packed. */
const ENCODINGS = ['br', 'gzip'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** One member of `Accept-Encoding`. */
const MEMBER = /^([\w*-]+)(?:\s*;\s*q\s*=\s*([01](?:\.\d{0,3})?))?$/i

/** The encoding that the client likes best of ours; of equals the first of {@link ENCODINGS}, `null`: none. */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding | null {
  if (acceptEncoding === undefined) return null
  const weights = new Map<string, number>()
  for (const member of acceptEncoding.split(',')) {
    const [, name, weight = '1'] = MEMBER.exec(member.trim()) ?? []
    if (name !== undefined) weights.set(name.toLowerCase(), Number(weight))
  }
  const weightOf = (encoding: string): number =>
    weights.get(encoding) ??
    (encoding === 'gzip' ? weights.get('x-gzip') : undefined) ??
    weights.get('*') ??
    0
  let best: Encoding | null = null
  for (const encoding of ENCODINGS) {
    const weight = weightOf(encoding)
    if (weight > 0 && (best === null || weight > weightOf(best))) best = encoding
  }
  // Whoever prefers the plain form gets it.
  return best !== null && weightOf(best) >= (weights.get('identity') ?? 0) ? best : null
}
