import { build } from 'vite'
import { beforeAll, expect, test } from 'vitest'

const MAX_GZIP_BYTES = 60_000

let files: ReadonlyMap<string, string>

beforeAll(async () => {
  const result = await build({
    root: new URL('..', import.meta.url).pathname,
    logLevel: 'silent',
    build: { write: false },
  })
  if (Array.isArray(result) || !('output' in result)) throw new Error('one bundle was expected')
  files = new Map(
    result.output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : String(file.source)]),
  )
}, 60_000)

test('the page runs under a policy that forbids everything inline', () => {
  const html = files.get('index.html') ?? ''
  expect(html).toMatch(/<script type="module"[^>]* src="\/assets\/[^"]+\.js"><\/script>/)
  expect(html).not.toMatch(/<script(?![^>]* src=)/)
  expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=/)
})

test('nothing is loaded from elsewhere', () => {
  const css = [...files].filter(([name]) => name.endsWith('.css')).map(([, text]) => text)
  expect(css.length).toBe(1)
  expect(css.join('')).not.toMatch(/url\(|@import/)
  expect(files.get('index.html')).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
})

test('nothing of Node is asked for', () => {
  const js = [...files].filter(([name]) => name.endsWith('.js')).map(([, text]) => text)
  expect(js.length).toBe(1)
  expect(js.join('')).not.toMatch(/node:|__vite-browser-external|require\(/)
})

test('the whole page is below 60 kB, compressed', async () => {
  let total = 0
  for (const text of files.values()) {
    const compressed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
    total += (await new Response(compressed).arrayBuffer()).byteLength
  }
  expect(total).toBeGreaterThan(5_000)
  expect(total).toBeLessThan(MAX_GZIP_BYTES)
})
