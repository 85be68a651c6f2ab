import { expect, test } from 'vitest'
import { KEY, OTHER_KEY, startGuarded } from './support/guarded.ts'
import { exchange, rawRequest } from './support/raw.ts'

// `startGuarded` looks for keys and tickets in all that was logged and measured, after each test of this folder.

test('what fails in the middle of a request gives no key or ticket away', async () => {
  const guarded = await startGuarded()
  const { url, models, port } = guarded
  const ticket = await guarded.ticket()
  models.failWith(new Error('the store is gone'))
  const answers = [
    await fetch(`${url}/transactions?limit=3`, { headers: { 'x-api-key': KEY } }),
    await fetch(`${url}/transactions?limit=3`, { headers: { authorization: `Bearer ${OTHER_KEY}` } }),
    await fetch(`${url}/transactions/all?ticket=${ticket}`, { headers: { 'x-api-key': KEY } }),
    await fetch(`${url}/${KEY}`, { headers: { 'x-api-key': OTHER_KEY } }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([500, 500, 400, 404])
  for (const answer of answers.slice(0, 3))
    expect(await answer.text()).not.toMatch(`${KEY}|${OTHER_KEY}|${ticket}`)
  expect(guarded.records.some(({ message }) => message === 'request failed')).toBe(true)
  // Broken in other ways: an escape, a protocol, a head.
  for (const request of [
    rawRequest(`GET /tx/%zz?ticket=${ticket} HTTP/1.1`, `x-api-key: ${KEY}`),
    rawRequest(`GET /stream?ticket=${ticket} HTTP/1.1`, 'connection: upgrade', 'upgrade: websocket'),
    `GET /transactions HTTP/1.1\r\nhost: a\r\nx-api-key: ${KEY}\r\nbroken\r\n\r\n`,
  ]) {
    expect(await exchange(port, request)).not.toMatch(`${KEY}|${OTHER_KEY}`)
  }
})

test('a message to a stream that holds a key is neither logged nor sent back', async () => {
  const { url, records } = await startGuarded()
  const { WebSocket } = await import('ws')
  const socket = new WebSocket(`${url.replace('http', 'ws')}/stream`, { headers: { 'x-api-key': KEY } })
  const heard: string[] = []
  socket.on('message', (data) => heard.push(String(data)))
  await new Promise((resolve) => socket.on('open', resolve))
  socket.send(JSON.stringify({ op: 'auth', key: KEY }))
  const reason = await new Promise<string>((resolve) =>
    socket.on('close', (_code, text) => resolve(String(text))),
  )
  expect(heard.join('') + reason + JSON.stringify(records)).not.toContain(KEY)
})

test('the options keep hashes, and not a single key', async () => {
  const { options } = await startGuarded()
  expect(JSON.stringify(options.access)).not.toMatch(`${KEY}|${OTHER_KEY}`)
})
