import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeDevnetSet } from './searcher/devnet-set.ts'
import { makeWideSet } from './searcher/wide/wide-set.ts'

// Makes the labelled sets of the devnet again.

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: 'searcher-eval' },
    count: { type: 'string', default: '300' },
    /** Instead of the traffic: so many rounds of transactions of many kinds. */
    wide: { type: 'string' },
    out: { type: 'string' },
  },
})

const rounds = values.wide === undefined ? null : Number(values.wide)
const name = rounds === null ? 'devnet' : 'devnet-wide'
const out = values.out ?? join(import.meta.dirname, `../sets/${name}.jsonl`)
const text = await (rounds === null
  ? makeDevnetSet(values.seed, Number(values.count))
  : makeWideSet(values.seed, rounds))
writeFileSync(out, text)
process.stdout.write(`${out}: ${text.split('\n').length - 2} transactions\n`)
