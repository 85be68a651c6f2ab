import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { opsFiles } from './ops/ops-files.ts'
import { ROOT } from './repository.ts'

// `pnpm ops`: writes the files for Prometheus and Grafana, and the tables of docs/alerts.md.

for (const [path, text] of opsFiles()) {
  writeFileSync(join(ROOT, path), text)
  process.stdout.write(`${path}\n`)
}
