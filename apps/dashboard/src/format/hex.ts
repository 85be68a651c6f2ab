/** The two ends of a hash or an address: `0x12345678…abcd`. */
export function shortHex(hex: string, head = 4, tail = 4): string {
  return hex.length <= 2 + head + tail ? hex : `${hex.slice(0, 2 + head)}…${hex.slice(-tail)}`
}
