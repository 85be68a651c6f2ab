import { describe, expect, test } from 'vitest'
import { PROBLEMS } from '../http/problem.ts'
import { ROUTE_NAMES, ROUTES } from '../schema/route-table.ts'
import { createOpenApiDocument } from './document.ts'

const document = createOpenApiDocument()
const text = JSON.stringify(document)
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.values(methods).map((operation) => ({ path, operation })),
)

describe('the document', () => {
  test('has each route under each of its names, each operation once', () => {
    const paths = ROUTE_NAMES.flatMap((name) => [ROUTES[name].path, ...ROUTES[name].aliases])
    expect(Object.keys(document.paths).sort()).toEqual([...new Set(paths)].sort())
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('refers only to what it has, and has nothing that nobody refers to', () => {
    const targets = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, target = '']) => target)
    const named = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`)
    expect([...new Set(targets)].sort()).toEqual(named.sort())
    expect(text).not.toContain('$defs')
    expect(text).not.toContain('$schema')
  })

  test('declares every parameter of a path, and none that is not in it', () => {
    for (const { path, operation } of operations) {
      const declared = operation.parameters.filter((each) => each.in === 'path').map(({ name }) => name)
      expect(declared).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))
      expect(operation.parameters.every((each) => each.required === (each.in === 'path'))).toBe(true)
    }
  })

  test('shows bounds and defaults of parameters, and lists as separated by commas', () => {
    const query = (path: string, name: string) =>
      document.paths[path]?.get?.parameters.find((parameter) => parameter.name === name)
    expect(query('/transactions', 'limit')).toEqual({
      name: 'limit',
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 200, default: 25 },
    })
    expect(query('/events', 'types')).toMatchObject({ style: 'form', explode: false })
    expect(query('/stream', 'ticket')).toBeUndefined()
  })

  test('no object of an answer may have fields that it does not name, but for maps and the document itself', () => {
    const open = Object.entries(document.components.schemas).filter(
      ([, schema]) => schema.type === 'object' && schema.additionalProperties !== false,
    )
    expect(open.map(([name]) => name)).toEqual([])
  })

  test('problems have the status that they are sent with', () => {
    for (const { operation } of operations) {
      for (const [status, response] of Object.entries(operation.responses)) {
        if (response.content?.['application/problem+json'] === undefined) continue
        const kinds = response.description.split(', ').filter((kind) => kind in PROBLEMS)
        for (const kind of kinds) expect(String(PROBLEMS[kind as keyof typeof PROBLEMS])).toBe(status) // filtered
      }
      expect(Object.keys(operation.responses)).toContain('400')
    }
  })

  test('what needs a key says so, and what takes a ticket', () => {
    expect(document.paths['/health']?.get?.security).toBeUndefined()
    expect(document.paths['/transactions']?.get?.security).toEqual([{}, { apiKey: [] }, { bearer: [] }])
    expect(document.paths['/stream']?.get?.security).toContainEqual({ ticket: [] })
  })
})
