/** How many of the newest events are in memory. */
export interface MemoryBounds {
  readonly maxEvents: number
  /** Of their lines. */
  readonly maxBytes: number
}

/** The bounds where nothing is said. */
export function memoryBounds(options: {
  readonly memoryEvents?: number | undefined
  readonly memoryBytes?: number | undefined
}): MemoryBounds {
  return {
    maxEvents: options.memoryEvents ?? 250_000,
    maxBytes: options.memoryBytes ?? 192 * 1024 * 1024,
  }
}
