import { parseArgs } from 'node:util'
import { loadFigures } from './ingest/load-figures.ts'
import { memoryFigures } from './ingest/memory-figures.ts'
import { reconnectFigures } from './ingest/reconnect-figures.ts'

// Ingest alone against a scripted node in a process of its own. README.md says what the figures mean.

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '10' },
    /** Distinct hashes of the memory run; 0 leaves it out. */
    hashes: { type: 'string', default: '0' },
  },
})

await loadFigures(Number(values.seconds))
await reconnectFigures(Number(values.rounds))
if (Number(values.hashes) > 0) await memoryFigures(Number(values.hashes))
