import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadRegistry } from '@org/searcher'
import { evaluate } from './searcher/evaluate.ts'
import { labelBlocks } from './searcher/label-blocks.ts'
import { type LabelledSet, parseLabelledSet } from './searcher/labelled-set.ts'
import { protocolsSet } from './searcher/protocols/protocols-set.ts'
import { readBlocks } from './searcher/read-blocks.ts'
import { report } from './searcher/report.ts'
import { headerLine, rowLine } from './searcher/write-labelled-set.ts'

// The searcher against labelled transactions. docs/searcher-eval.md says what goes in and what the figures mean.

/** The sets of the repository that are files. */
const SETS = ['devnet', 'devnet-wide', 'recorded']

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Blocks and receipts as a node answers them; may be given several times. */
    blocks: { type: 'string', multiple: true, default: [] },
    /** Chain of the blocks. */
    chain: { type: 'string', default: '1' },
    /** A registry file over the built-in one. */
    registry: { type: 'string' },
    /** Where the labelled set that was made of the blocks goes. */
    write: { type: 'string' },
    /** How many mistakes are listed. */
    mistakes: { type: 'string', default: '0' },
  },
})

const userEntries: unknown =
  values.registry === undefined ? undefined : JSON.parse(readFileSync(values.registry, 'utf8'))

function print(set: LabelledSet): void {
  const registry = loadRegistry({ userEntries: userEntries ?? set.registry })
  const result = evaluate(set, registry)
  process.stdout.write(`${report(set.name, result)}\n\n`)
  for (const mistake of result.mistakes.slice(0, Number(values.mistakes))) {
    const { hash, truth, predicted, selector, group } = mistake
    process.stdout.write(`${hash} ${truth} taken for ${predicted}, ${selector ?? 'no selector'}, ${group}\n`)
  }
}

if (values.blocks.length > 0) {
  const data = readBlocks(values.blocks.map((path) => readFileSync(path, 'utf8')))
  const chain = loadRegistry({ userEntries }).chain(Number(values.chain))
  const { set, unreadable } = labelBlocks(`chain ${values.chain}`, data, chain)
  for (const [why, count] of unreadable) process.stderr.write(`${count} transactions not read: ${why}\n`)
  if (values.write !== undefined) {
    const made_by = 'bench:searcher-eval --blocks'
    const header = headerLine({ name: set.name, chain_id: set.chainId, made_by })
    const rows = set.rows.map((row) => rowLine(jsonOf(row.transaction.tx_hash), row.label, row.group))
    writeFileSync(values.write, header + rows.join(''))
  }
  print(set)

  function jsonOf(hash: string): unknown {
    return data.transactions.find((value) => String(Object(value).hash).toLowerCase() === hash)
  }
}
for (const path of positionals) print(parseLabelledSet(basename(path), readFileSync(path, 'utf8')))
if (positionals.length === 0 && values.blocks.length === 0) {
  for (const name of SETS) {
    const path = join(import.meta.dirname, `../sets/${name}.jsonl`)
    print(parseLabelledSet(name, readFileSync(path, 'utf8')))
  }
  print(protocolsSet())
}
