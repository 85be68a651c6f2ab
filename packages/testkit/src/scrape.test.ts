import { expect, test } from 'vitest'
import { parseScrape, quantileBetween } from './scrape.ts'

const page = (counts: readonly number[]) => `
# HELP t Time.
# TYPE t histogram
t_bucket{le="0.005",source="a"} ${counts[0]}
t_bucket{source="a",le="0.1"} ${counts[1]}
t_bucket{le="+Inf",source="a"} ${counts[2]}
drops_total{reason="full"} 2
drops_total{reason="late"} 3
depth 7.5
`

test('sums the series of a name and reads plain samples', () => {
  const scrape = parseScrape(page([0, 0, 0]))
  expect(scrape.sum('drops_total')).toBe(5)
  expect(scrape.sum('depth')).toBe(7.5)
  expect(scrape.sum('absent')).toBe(0)
  expect(scrape.sumsBy('drops_total', 'reason')).toEqual({ full: 2, late: 3 })
  expect(scrape.sumsBy('depth', 'reason')).toEqual({})
})

test('quantiles look at what came between two scrapes', () => {
  const before = parseScrape(page([100, 100, 100])).buckets('t')
  expect(quantileBetween(before, before, 0.99)).toBeNull()
  expect(quantileBetween(before, parseScrape(page([200, 200, 200])).buckets('t'), 0.99)).toBe(0.005)
  expect(quantileBetween(before, parseScrape(page([150, 200, 200])).buckets('t'), 0.99)).toBe(0.1)
  expect(quantileBetween(before, parseScrape(page([150, 150, 200])).buckets('t'), 0.99)).toBe(
    Number.POSITIVE_INFINITY,
  )
})
