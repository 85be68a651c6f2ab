import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeDevnetSet } from './searcher/devnet-set.ts'

// Makes the labelled set of the devnet again.

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: 'searcher-eval' },
    count: { type: 'string', default: '300' },
    out: { type: 'string', default: join(import.meta.dirname, '../sets/devnet.jsonl') },
  },
})

const text = await makeDevnetSet(values.seed, Number(values.count))
writeFileSync(values.out, text)
process.stdout.write(`${values.out}: ${text.split('\n').length - 2} transactions\n`)
