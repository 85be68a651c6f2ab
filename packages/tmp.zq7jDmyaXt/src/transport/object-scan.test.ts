import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ObjectScan } from './object-scan.ts'

/** What the scan says of an object that stands between other bytes. */
function scanned(object: string): { readonly end: number; readonly hash: string | null } | null {
  const frame = Buffer.from(`[1,${object},2]`)
  const scan = new ObjectScan()
  if (!scan.read(frame, 3)) return null
  const { end, hashAt } = scan
  return { end: end - 3, hash: hashAt < 0 ? null : frame.toString('latin1', hashAt, hashAt + 4) }
}

test.each([
  ['{}', null],
  ['{"hash":"0x1"}', '"0x1'],
  ['{"blockHash":"0x2","hash":"0x1"}', '"0x1'],
  ['{"a":[{"hash":"0x2"}],"hash":"0x1"}', '"0x1'],
  ['{"a":{"hash":"0x2"}}', null],
  ['{"a":"hash","b":"0x2"}', null],
  ['{"a":["hash"]}', null],
  ['{"a":"},{]","hash" \t\r\n: "0x1"}', '"0x1'],
  ['{"hash":null}', 'null'],
])('%s is read as a whole, and its own hash is found', (object, hash) => {
  expect(scanned(object)).toEqual({ end: object.length, hash })
})

test.each([
  ['no object', '"hash"'],
  ['no end', '{"a":{"b":1}'],
  ['no end of a string', '{"a":"b}'],
  ['two hashes', '{"hash":"0x1","hash":"0x2"}'],
])('%s is not read', (_name, text) => {
  expect(new ObjectScan().read(Buffer.from(text), 0)).toBe(false)
})

test('of any object without backslashes the end and the hash are those of the JSON', () => {
  const key = fc.oneof(fc.constantFrom('hash', 'hashes', 'ahash', 'has', 'Hash'), fc.string({ maxLength: 6 }))
  const { object } = fc.letrec((tie) => ({
    object: fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('hash', '{', ']', ''),
      fc.string({ maxLength: 200 }),
      fc.integer(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      tie('object'),
    ),
  }))
  fc.assert(
    fc.property(object, fc.constantFrom(0, 1, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      fc.pre(!text.includes('\\'))
      const frame = Buffer.from(`${text}}]"`)
      const scan = new ObjectScan()
      expect(scan.read(frame, 0)).toBe(true)
      expect(frame.toString('utf8', 0, scan.end)).toBe(text)
      const hash = (value as Readonly<Record<string, unknown>>).hash // made above from a dictionary
      if (hash === undefined) expect(scan.hashAt).toBe(-1)
      else {
        const rest = JSON.stringify(hash, null, indent).split('\n')[0] ?? ''
        expect(frame.toString('utf8', scan.hashAt)).toMatch(startingWith(rest))
      }
    }),
  )
})

function startingWith(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)
}
