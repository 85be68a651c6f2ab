import { join } from 'node:path'
import { createNodeFileSystem } from '@org/storage'
import type { Inputs } from './inputs.ts'
import type { Part, PartGroup } from './part.ts'

const SIZES = [
  { bytes: 4 * 1024, flushes: 60 },
  { bytes: 256 * 1024, flushes: 20 },
] as const
/** Events of that many transactions share a flush under load: the larger of the sizes. */
const SHARED_BYTES = 256 * 1024

/** Writes at the end of a growing file, each flushed, with the log's own way to write. */
export async function diskParts(folder: string, { transactions, lines }: Inputs): Promise<PartGroup> {
  const path = join(folder, 'flushes')
  const fs = createNodeFileSystem()
  await (await fs.open(path, 'create')).close()
  const file = await fs.open(path, 'durable')
  const text = Buffer.from(lines.join('\n'))
  const bytesPerTx = text.length / transactions
  let position = 0
  const parts = SIZES.map(({ bytes, flushes }): Part => {
    const block = Buffer.alloc(bytes, text)
    return {
      name: `flushed write of ${bytes / 1024} kB`,
      stage: 'files and ClickHouse',
      unit: 'flush',
      count: flushes,
      perTransaction: bytes === SHARED_BYTES ? bytesPerTx / bytes : 0,
      async run() {
        const before = position
        for (let flush = 0; flush < flushes; flush += 1) {
          position += await file.write(block, position)
        }
        return position - before
      },
    }
  })
  return { parts, [Symbol.asyncDispose]: () => file.close() }
}
