/** Forks trade on pools of the same make and cannot be told apart by their events: `sushiswap-v2` → `uniswap-v2`. */
export function familyOf(protocol: string): string {
  const name = protocol.replace(/-like$/, '')
  const fork = /swap-(v[1-4])$/.exec(name)
  if (fork !== null) return `uniswap-${fork[1]}`
  if (name.startsWith('curve')) return 'curve'
  return name
}
