import { parseArgs } from 'node:util'
import { tuneEngine } from '@org/node-runtime'
import { appendFigures } from './storage/append-figures.ts'
import { clickHouseFigures } from './storage/clickhouse-figures.ts'
import { longFigures } from './storage/long-figures.ts'
import { memoryFigures } from './storage/memory-figures.ts'
import { readFigures, recoveryFigures, snapshotFigures } from './storage/read-figures.ts'

// Storage alone, in this process. README.md says what the figures mean.

const { values } = parseArgs({
  options: {
    /** Of steady load, per step. */
    seconds: { type: 'string', default: '10' },
    /** Events of the long run; 0 leaves it out. */
    events: { type: 'string', default: '0' },
    /** Of the memory run; 0 leaves it out. */
    minutes: { type: 'string', default: '0' },
    only: { type: 'string' },
  },
})
const seconds = Number(values.seconds)
const wanted = (name: string): boolean => values.only === undefined || values.only.split(',').includes(name)

// As the server does.
tuneEngine()
if (wanted('append')) await appendFigures(seconds)
if (wanted('clickhouse')) await clickHouseFigures(seconds)
if (wanted('read')) await readFigures()
if (wanted('snapshot')) await snapshotFigures(2_000_000)
if (wanted('recovery')) await recoveryFigures(1_000_000)
if (wanted('long') && Number(values.events) > 0) await longFigures(Number(values.events))
if (wanted('memory') && Number(values.minutes) > 0) await memoryFigures(Number(values.minutes))
