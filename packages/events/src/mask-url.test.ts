import { expect, test } from 'vitest'
import { maskUrl } from './mask-url.ts'

test.each([
  ['ws://127.0.0.1:8545', 'ws://127.0.0.1:8545'],
  ['wss://node.invalid/v3/0123456789abcdef0123456789abcdef', 'wss://node.invalid/v3/***'],
  ['http://user:secret@node.invalid/rpc', 'http://***@node.invalid/rpc'],
  ['https://node.invalid/?apikey=short&x=1', 'https://node.invalid?apikey=***&x=***'],
  ['https://node.invalid/#0123456789abcdef0123', 'https://node.invalid'],
  ['not a url with a secret', '***'],
])('%s is shown as %s', (url, shown) => {
  expect(maskUrl(url)).toBe(shown)
})
