import { readFile } from 'node:fs/promises'
import type {
  ChainStatus,
  FeatureRow,
  OpportunityRow,
  StoredEvent,
  TransactionDetail,
  TransactionSummary,
} from '@org/events'
import { expect, expectTypeOf, test } from 'vitest'
import { apiTypes } from '../scripts/api-types.ts'
import type { ApiComponents, GetAnswer, GetOptions, PagedPath } from '../src/index.ts'

test('the types are those of the present document of the API: `pnpm generate` makes them', async () => {
  expect(await readFile(new URL('../src/http/api-types.ts', import.meta.url), 'utf8')).toBe(await apiTypes())
}, 30_000)

test('answers and parameters are typed by path', () => {
  expectTypeOf<GetAnswer<'/health'>>().toEqualTypeOf<{ readonly status: 'ok' }>()
  expectTypeOf<GetOptions<'/transactions/{hash}'>['path']>().toEqualTypeOf<{ readonly hash: string }>()
  expectTypeOf<PagedPath>().toEqualTypeOf<
    '/transactions' | '/transactions/all' | '/events' | '/gaps' | '/telemetry'
  >()
})

test('what the contract of events calls a row is one by the document', () => {
  type Schemas = ApiComponents['schemas']
  expectTypeOf<StoredEvent>().toExtend<Schemas['StoredEvent']>()
  // The ports leave open which categories there are.
  type Open<Row> = Omit<Row, 'category'>
  expectTypeOf<Open<TransactionSummary>>().toExtend<Open<Schemas['TransactionSummary']>>()
  expectTypeOf<Open<TransactionDetail>>().toExtend<Open<Schemas['TransactionDetail']>>()
  expectTypeOf<OpportunityRow>().toExtend<Schemas['OpportunityRow']>()
  expectTypeOf<FeatureRow>().toExtend<Schemas['FeatureRow']>()
  expectTypeOf<ChainStatus>().toExtend<Schemas['ChainStatus']>()
})
