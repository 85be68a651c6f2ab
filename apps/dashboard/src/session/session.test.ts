import { createVizClient } from '@org/viz-client'
import { expect, test, vi } from 'vitest'
import type { Action } from '../state/action.ts'
import { snapshot } from '../state/fixtures.ts'
import { createKeyStore } from './key-store.ts'
import { createSession } from './session.ts'

test('asks for a key when the server wants one, and begins anew with it', async () => {
  const actions: Action[] = []
  const asked: string[] = []
  const kept = new Map<string, string>()
  const errors: unknown[] = []
  const session = createSession({
    createClient: (apiKey) =>
      createVizClient({
        url: 'http://page.test',
        ...(apiKey === undefined ? {} : { apiKey }),
        fetch: async (input, init) => {
          const key = new Headers(init?.headers).get('x-api-key')
          const path = new URL(String(input)).pathname
          asked.push(`${key} ${path}`)
          if (key !== 'right') return Response.json({}, { status: 401 })
          return Response.json(path === '/chains' ? [] : snapshot(5))
        },
        streamAuth: 'header',
        openSocket: (url) => {
          asked.push(url.search)
          return { close() {} }
        },
      }),
    keys: createKeyStore(() => ({
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, value),
    })),
    dispatch: (action) => void actions.push(action),
    onError: (error) => void errors.push(error),
  })
  const connection = () => actions.findLast((action) => action.type === 'connection')?.connection
  session.start()
  await vi.waitFor(() => expect(connection()).toEqual({ state: 'locked', refused: false }))
  session.useKey('wrong')
  await vi.waitFor(() => expect(connection()).toEqual({ state: 'locked', refused: true }))
  session.useKey('right')
  await vi.waitFor(() => expect(asked).toContain('?from_seq=5'))
  expect(asked).toEqual(expect.arrayContaining(['null /dashboard/snapshot', 'wrong /dashboard/snapshot']))
  expect([...kept.values()]).toEqual(['right'])
  expect(errors).toEqual([])
})

test('a key lives as long as the document where the browser refuses storage', () => {
  const keys = createKeyStore(() => {
    throw new Error('SecurityError')
  })
  expect(keys.read()).toBeUndefined()
  keys.keep('mine')
  expect(keys.read()).toBe('mine')
})
