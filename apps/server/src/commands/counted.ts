/** A number of things, as one reads it: `1 file`, `12,345 files`. */
export function counted(count: number, things: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? things.replace(/s$/, '') : things}`
}
