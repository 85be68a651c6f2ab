import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CsvRecord, readCsv } from './csv-reader.ts'

async function recordsOf(...chunks: readonly string[]): Promise<CsvRecord[]> {
  async function* source() {
    yield* chunks
  }
  const records: CsvRecord[] = []
  for await (const record of readCsv(source())) records.push(record)
  return records
}

const fieldsOf = async (text: string) => (await recordsOf(text)).map(({ fields }) => fields)

describe('readCsv', () => {
  test('reads quotes, doubled quotes, empty fields and both line ends', async () => {
    expect(await fieldsOf('a,"b, ""c""",,d\r\n"x\ny",2\n\n3')).toEqual([
      ['a', 'b, "c"', '', 'd'],
      ['x\ny', '2'],
      ['3'],
    ])
  })

  test('numbers records by their first line', async () => {
    expect((await recordsOf('a\n"b\nc"\r\n\nd')).map(({ line }) => line)).toEqual([1, 2, 5])
  })

  test('passes over a byte order mark', async () => {
    expect(await fieldsOf('\uFEFFa,b\n')).toEqual([['a', 'b']])
  })

  test('a quote within an unquoted field is text', async () => {
    expect(await fieldsOf('a"b,c\n')).toEqual([['a"b', 'c']])
  })

  test('error: a quote that is never closed costs its own line only', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => `${index},x`)
    const records = await recordsOf(`"open,1\n${rows.join('\n')}\n`)
    expect(records[0]).toEqual({ line: 1, fields: null })
    expect(records.slice(1).map(({ fields }) => fields?.[0])).toEqual(rows.map((_, index) => String(index)))
  })

  test('gives back what was written, however the text is cut into chunks', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', '0', '"', ',', ' ', '\n', '\r', 'é'), maxLength: 6 })
    const written = (value: string): string =>
      /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
    await fc.assert(
      fc.asyncProperty(
        // A record of one empty field is an empty line, which says nothing.
        fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 6 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.array(fc.nat(80), { maxLength: 8 }),
        async (rows, lineEnd, endsWithBreak, cuts) => {
          const text =
            rows.map((row) => row.map(written).join(',')).join(lineEnd) + (endsWithBreak ? lineEnd : '')
          const at = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length]
          const chunks = at.slice(1).map((end, index) => text.slice(at[index], end))
          expect((await recordsOf(...chunks)).map(({ fields }) => fields)).toEqual(rows)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('never throws and never stops short, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'x') }), async (text) => {
        const records = await recordsOf(`${text}\nlast,record`)
        const last = records.at(-1)
        expect(last?.fields === null || last?.fields?.join(',').endsWith('last,record')).toBe(true)
      }),
    )
  })
})
