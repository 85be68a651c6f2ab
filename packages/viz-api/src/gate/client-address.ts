import { BlockList, isIP } from 'node:net'

/** Addresses and networks (`10.0.0.1`, `10.0.0.0/8`, `fd00::/8`) as one list; `null` with what is none of them. */
export function parseNetworks(entries: readonly string[]): BlockList | { readonly invalid: string } {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', prefix, ...rest] = entry.split('/')
    const family = isIP(address)
    const bits = Number(prefix ?? (family === 6 ? 128 : 32))
    if (
      family === 0 ||
      rest.length > 0 ||
      !/^\d{1,3}$/.test(prefix ?? '0') ||
      bits > (family === 6 ? 128 : 32)
    ) {
      return { invalid: entry }
    }
    list.addSubnet(address, bits, family === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

/** True when the address is in the list, also when it is an IPv4 address in IPv6 clothes. */
export function isListed(list: BlockList, address: string): boolean {
  const plain = plainAddress(address)
  const family = isIP(plain)
  return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4')
}

/**
 * Whose address counts: that of the peer, unless the peer is a trusted proxy. Then the last one of `X-Forwarded-For`
 * that is not a trusted proxy itself: what stands further left anybody may have written.
 */
export function clientAddress(
  peer: string,
  forwardedFor: string | undefined,
  proxies: BlockList | null,
): string {
  let address = plainAddress(peer)
  if (proxies === null || !isListed(proxies, address)) return address
  for (const hop of (forwardedFor ?? '').split(',').reverse()) {
    const given = plainAddress(withoutPort(hop.trim()))
    if (isIP(given) === 0) return address
    address = given
    if (!isListed(proxies, address)) return address
  }
  return address
}

/** The client that an address stands for: who has an IPv6 address has its whole /64, not so for IPv4 in IPv6 clothes. */
export function clientOf(address: string): string {
  const plain = plainAddress(address)
  if (isIP(plain) !== 6) return plain
  const [head = '', tail] = plain.split('%', 1)[0]?.split('::') ?? []
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

/** Some proxies write the port of the client as well. */
function withoutPort(hop: string): string {
  const match = /^(?:\[([\da-f:.]+)\](?::\d+)?|([\d.]+):\d+)$/i.exec(hop)
  return match?.[1] ?? match?.[2] ?? hop
}

function plainAddress(address: string): string {
  const lower = address.toLowerCase()
  return lower.startsWith('::ffff:') && isIP(lower.slice(7)) === 4 ? lower.slice(7) : lower
}
