import { request } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { startFixture } from './support/api.ts'

/** As it comes over the wire: `fetch` unpacks by itself. */
async function ask(url: string, encoding: string | undefined, method = 'GET') {
  const asked = request(url, {
    method,
    headers: encoding === undefined ? {} : { 'accept-encoding': encoding },
  })
  asked.end()
  const { promise, resolve, reject } = Promise.withResolvers<{
    headers: NodeJS.Dict<string | string[]>
    body: Buffer
  }>()
  asked.on('error', reject)
  asked.on('response', (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }))
  })
  return await promise
}

test('a large body is packed as the client likes it, and the same for everyone else who does', async () => {
  const { url } = await startFixture()
  const plain = await ask(`${url}/openapi.json`, undefined)
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(plain.headers.vary).toBe('Accept-Encoding')
  for (const [encoding, unpack] of [
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const) {
    const packed = await ask(`${url}/openapi.json`, encoding)
    expect(packed.headers['content-encoding']).toBe(encoding)
    expect(packed.headers.etag).toBe(plain.headers.etag)
    expect(packed.headers['content-length']).toBe(String(packed.body.length))
    expect(packed.body.length).toBeLessThan(plain.body.length / 4)
    expect(unpack(packed.body).equals(plain.body)).toBe(true)
    const head = await ask(`${url}/openapi.json`, encoding, 'HEAD')
    expect([head.headers['content-length'], head.body.length]).toEqual([String(packed.body.length), 0])
  }
})

test('a small body goes as it is, and says that a larger one would not', async () => {
  const { url } = await startFixture()
  const small = await ask(`${url}/health`, 'gzip, br')
  expect(small.headers['content-encoding']).toBeUndefined()
  expect(small.headers.vary).toBe('Accept-Encoding')
  expect(JSON.parse(small.body.toString())).toEqual({ status: 'ok' })
})
