import { expect, test } from 'vitest'
import { createReadBudget } from './read-budget.ts'

test('all together hold no more than the budget; whoever is alone gets what there is', () => {
  const budget = createReadBudget(100)
  const first = budget.share()
  const second = budget.share()
  first.take(60)
  second.take(40)
  expect(() => second.take(1)).toThrow(expect.objectContaining({ code: 'READ_BUDGET', retryable: true }))
  first.release()
  first.release()
  second.take(1_000)
  expect(budget.held()).toBe(1_040)
  expect(() => first.take(1)).toThrow(/hold 1040 bytes/)
  second.release()
  expect(budget.held()).toBe(0)
})

test('one answer holds no more than a text can be, also when it is alone', () => {
  const budget = createReadBudget(100, 150)
  const share = budget.share()
  share.take(150)
  expect(() => share.take(1)).toThrow(expect.objectContaining({ code: 'READ_BUDGET' }))
  expect(budget.held()).toBe(150)
})
