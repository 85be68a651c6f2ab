/** Prints a row of a table to standard output; numbers in three digits. */
export function printRow(cells: readonly (string | number)[]): void {
  const text = cells.map((cell) => (typeof cell === 'number' ? Number(cell.toPrecision(3)).toString() : cell))
  process.stdout.write(`${text.join(' | ')}\n`)
}
