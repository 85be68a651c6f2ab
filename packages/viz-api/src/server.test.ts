import { createServer } from 'node:http'
import { expect, test, vi } from 'vitest'
import { addressOf, listen } from './server.ts'

test.each([
  ['EACCES', 'ADDRESS_FORBIDDEN', false, 'this process may not listen there'],
  ['EMFILE', 'LISTEN_FAILED', true, 'the system refused'],
])('%s of the system becomes %s', async (systemCode, code, retryable, why) => {
  const server = createServer()
  const cause = Object.assign(new Error('listen'), { code: systemCode })
  vi.spyOn(server, 'listen').mockImplementation(() => {
    process.nextTick(() => server.emit('error', cause))
    return server
  })
  await expect(listen(server, { host: '127.0.0.1', port: 80 })).rejects.toMatchObject({
    code,
    retryable,
    cause,
    message: `listening on 127.0.0.1:80: ${why}`,
  })
})

test('an IPv6 address is bracketed in the URL', () => {
  expect(addressOf('::1', 3000).url).toBe('http://[::1]:3000')
  expect(addressOf('127.0.0.1', 3000).url).toBe('http://127.0.0.1:3000')
})
