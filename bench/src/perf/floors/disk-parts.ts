import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Inputs } from './inputs.ts'
import type { Part, PartGroup } from './part.ts'

const SIZES = [
  { bytes: 4 * 1024, flushes: 60 },
  { bytes: 256 * 1024, flushes: 20 },
] as const
/** Events of that many transactions share a flush under load: the larger of the sizes. */
const SHARED_BYTES = 256 * 1024

/** Writes at the end of a growing file, each made durable, as the log does. */
export async function diskParts(folder: string, { transactions, lines }: Inputs): Promise<PartGroup> {
  const file = await open(join(folder, 'flushes'), 'w')
  const text = Buffer.from(lines.join('\n'))
  const bytesPerTx = text.length / transactions
  let position = 0
  const parts = SIZES.map(({ bytes, flushes }): Part => {
    const block = Buffer.alloc(bytes, text)
    return {
      name: `write and fdatasync of ${bytes / 1024} kB`,
      stage: 'files and ClickHouse',
      unit: 'flush',
      count: flushes,
      perTransaction: bytes === SHARED_BYTES ? bytesPerTx / bytes : 0,
      async run() {
        const before = position
        for (let flush = 0; flush < flushes; flush += 1) {
          const { bytesWritten } = await file.write(block, 0, bytes, position)
          position += bytesWritten
          await file.datasync()
        }
        return position - before
      },
    }
  })
  return { parts, [Symbol.asyncDispose]: () => file.close() }
}
