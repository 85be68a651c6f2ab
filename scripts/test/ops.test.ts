import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ALERT_RULES } from '@org/viz-api'
import { expect, test } from 'vitest'
import { opsFiles } from '../src/ops/ops-files.ts'
import { ROOT } from '../src/repository.ts'

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

test.each([...opsFiles()])('%s is what `pnpm ops` writes', (path, text) => {
  expect(read(path)).toBe(text)
})

test('docs/operations.md has a section for every alert: what it means, what to look at, what to do', () => {
  const page = read('docs/operations.md')
  for (const { name } of ALERT_RULES) {
    const section = new RegExp(`^### ${name}\\n([\\s\\S]*?)(?=^##|(?![\\s\\S]))`, 'm').exec(page)?.[1] ?? ''
    for (const part of ['**Means:**', '**Look at:**', '**Do:**'])
      expect([name, section]).toEqual([name, expect.stringContaining(part)])
  }
})

test('and none for an alert that is gone', () => {
  const alerts =
    read('docs/operations.md')
      .split(/^## /m)
      .find((part) => part.startsWith('Alerts')) ?? ''
  const headings = [...alerts.matchAll(/^### (\w+)$/gm)].map(([, name]) => name)
  expect(headings).toEqual(ALERT_RULES.map(({ name }) => name))
})

test('what docker compose mounts and Prometheus loads is there', () => {
  const compose = read('ops/docker-compose.yml')
  const mounted = [...compose.matchAll(/^ {6}- (\.\/[^:]+):/gm)].map(([, path = '']) => path)
  expect(mounted).toHaveLength(3)
  for (const path of mounted) expect([path, existsSync(join(ROOT, 'ops', path))]).toEqual([path, true])
  expect(read('ops/prometheus/prometheus.yml')).toContain('rule_files:\n  - alerts.yml\n')
})
