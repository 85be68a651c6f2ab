/** Path segments and parameter values of this length or more are taken for keys. */
const SECRET_LENGTH = 16

/**
 * A URL as it may be shown: user, password, query values and long path segments (where RPC providers put keys)
 * become `***`. Text that is not a URL becomes `***` as a whole.
 */
export function maskUrl(url: string): string {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    return '***'
  }
  const user = parsed.username === '' && parsed.password === '' ? '' : '***@'
  const path = parsed.pathname
    .split('/')
    .map((segment) => (segment.length >= SECRET_LENGTH ? '***' : segment))
    .join('/')
  const query = [...parsed.searchParams.keys()]
    .map((key) => `${key.length >= SECRET_LENGTH ? '***' : key}=***`)
    .join('&')
  return `${parsed.protocol}//${user}${parsed.host}${path === '/' ? '' : path}${query === '' ? '' : `?${query}`}`
}
