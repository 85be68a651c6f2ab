import { isIP } from 'node:net'

/** A `Host` header that is one: name or address, and a port. */
const HOST = /^(?:([\w.-]+)|\[([\da-f:.]+)\])(?::\d{1,5})?$/i

/** The name or address in a `Host` header, in lower case; `null` when there is none in it. */
export function hostName(host: string): string | null {
  const match = HOST.exec(host)
  const name = match?.[1] ?? match?.[2]
  return name === undefined ? null : name.toLowerCase().replace(/\.$/, '')
}

/** True for addresses that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return host === '::1' || isLocalName(host) || (isIP(host) === 4 && host.startsWith('127.'))
}

/**
 * Which `Host` a request may name. A page that makes its own name point to this machine (DNS rebinding) is of the same
 * origin as the API for the browser, but the browser still sends that name. So on a loopback address, and wherever names
 * are listed, other names are refused. Addresses are not names, and cannot be made to point elsewhere.
 */
export function createHostRule(
  bindHost: string,
  allowed: readonly string[],
): (host: string | undefined) => boolean {
  const names = new Set(allowed.map((name) => name.toLowerCase()))
  const isOpen = names.size === 0 && !isLoopback(bindHost)
  return (host) => {
    if (host === undefined || host === '') return true // no browser sends none
    const name = hostName(host)
    if (name === null) return false
    return isOpen || isIP(name) !== 0 || isLocalName(name) || names.has(name)
  }
}

/** RFC 6761: never resolved elsewhere. */
function isLocalName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost')
}
