import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeSchema } from './describe-schema.ts'
import { escapeHtml } from './html.ts'

test('no text gets out of where it stands', () => {
  expect(escapeHtml(`<a href="x" title='y'>&`)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;')
  fc.assert(fc.property(fc.string(), (text) => !/[<>"']/.test(escapeHtml(text))))
})

test.each([
  [{ type: 'integer', minimum: 1, maximum: 200 }, 'integer from 1 to 200'],
  [{ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }, 'integer from 0'],
  [{ type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }, 'integer'],
  [
    { type: 'array', items: { $ref: '#/components/schemas/Swap' } },
    'list of <a href="#schema-Swap">Swap</a>',
  ],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string or null'],
  [{ type: 'string', enum: ['in', 'out'] }, 'one of <code>in</code>, <code>out</code>'],
  [{ const: 'ok' }, '<code>&quot;ok&quot;</code>'],
  [{ type: 'object', additionalProperties: { type: 'number' } }, 'map of number'],
  [{}, 'anything'],
])('%j is described as %s', (schema, words) => {
  expect(describeSchema(schema)).toBe(words)
})
