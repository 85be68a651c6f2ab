import { noopLogger } from '@org/events'
import { expect, test } from 'vitest'
import { now } from '../figures/expression.ts'
import { labelKey, type Vector } from '../figures/vector.ts'
import { createAlertEvaluator } from './alert-evaluator.ts'
import type { AlertRule } from './alert-rule.ts'

const RULE: AlertRule = {
  name: 'TooDeep',
  severity: 'warning',
  summary: 'It is too deep.',
  expression: now('depth'),
  comparison: '>',
  threshold: 10,
  unit: 'events',
  forSeconds: 3,
  action: 'Look.',
}

function vector(values: Readonly<Record<string, number>>): Vector {
  return new Map(Object.entries(values).map(([id, value]) => [labelKey({ id }), { labels: { id }, value }]))
}

function evaluator(rule: AlertRule = RULE) {
  const said: string[] = []
  const alerts = createAlertEvaluator([rule], {
    ...noopLogger,
    warn: (message, fields) => said.push(`${message}: ${fields?.alert} ${fields?.value}`),
    info: (message, fields) => said.push(`${message}: ${fields?.alert} ${fields?.state}`),
  })
  const at = (second: number, values: Readonly<Record<string, number>>) => {
    alerts.evaluate(() => vector(values), second * 1e6)
    const [decision] = alerts.decisions()
    return decision === undefined ? null : [decision.state, decision.value, (decision.sinceUs ?? 0) / 1e6]
  }
  return { alerts, at, said }
}

test('is unknown until there is something to judge', () => {
  const { alerts, at } = evaluator()
  expect(alerts.decisions()).toMatchObject([{ state: 'unknown', value: null, sinceUs: null, series: [] }])
  expect(at(1, {})).toEqual(['unknown', null, 1])
  expect(at(2, { a: Number.NaN })).toEqual(['unknown', null, 1])
  expect(at(3, { a: 4 })).toEqual(['ok', 4, 3])
  expect(alerts.decisions()).toMatchObject([
    { promQl: 'mevscope_depth', runbook: 'docs/operations.md#toodeep' },
  ])
})

test('fires once the condition has held for its time, from when it began, and ends with it', () => {
  const { at, said } = evaluator()
  at(1, { a: 1 })
  expect(at(2, { a: 11 })).toEqual(['ok', 11, 1])
  expect(at(4, { a: 12 })).toEqual(['ok', 12, 1])
  expect(at(5, { a: 13 })).toEqual(['firing', 13, 2])
  expect(at(9, { a: 14 })).toEqual(['firing', 14, 2])
  expect(at(10, { a: 10 })).toEqual(['ok', 10, 10])
  expect(said).toEqual(['an alert began: TooDeep 13', 'an alert ended: TooDeep ok'])
})

test('a break begins the time anew', () => {
  const { at } = evaluator()
  at(1, { a: 11 })
  at(3, { a: 9 })
  expect(at(5, { a: 11 })).toEqual(['ok', 11, 1])
  expect(at(8, { a: 11 })).toEqual(['firing', 11, 5])
})

test('each series has its own time; the worst value is shown; one that is gone is forgotten', () => {
  const { alerts, at } = evaluator()
  at(1, { a: 11, b: 3 })
  expect(at(4, { a: 11, b: 30 })).toEqual(['firing', 30, 1])
  expect(alerts.decisions()[0]?.series).toMatchObject([
    { labels: { id: 'a' }, state: 'firing', value: 11, sinceUs: 1e6 },
    { labels: { id: 'b' }, state: 'ok', value: 30, sinceUs: 1e6 },
  ])
  expect(at(5, { b: 30 })).toEqual(['ok', 30, 5])
  expect(at(7, { b: 30 })).toEqual(['firing', 30, 4])
  expect(at(8, {})).toEqual(['unknown', null, 8])
})

test('below: the worst is the least', () => {
  const { at } = evaluator({ ...RULE, comparison: '<', forSeconds: 0 })
  expect(at(1, { a: 11, b: 12 })).toEqual(['ok', 11, 1])
  expect(at(2, { a: 9, b: 3 })).toEqual(['firing', 3, 2])
  expect(at(3, { a: Number.NaN, b: 20 })).toEqual(['ok', 20, 3])
})
