import { readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { CallFrame } from '../profile.ts'

/**
 * Says where a function is: file and line of the source where the built file beside it has a source map, else of the
 * file itself, of a package by its name and what follows.
 */
export function createSourcePlaces(): (frame: CallFrame) => string {
  const maps = new Map<string, SourceMap | null>()
  return ({ url, lineNumber = -1, columnNumber = -1 }) => {
    if (url === '' || lineNumber < 0) return shortened(url)
    if (!maps.has(url)) maps.set(url, readMap(url))
    const map = maps.get(url)
    const entry = map?.findEntry(lineNumber, columnNumber)
    if (entry === undefined || !('originalSource' in entry)) return `${shortened(url)}:${lineNumber + 1}`
    return `${shortened(new URL(entry.originalSource, url).href)}:${entry.originalLine + 1}`
  }
}

function readMap(url: string): SourceMap | null {
  if (!url.startsWith('file:') || url.includes('/node_modules/')) return null
  try {
    const text = readFileSync(`${fileURLToPath(url)}.map`, 'utf8')
    return new SourceMap(JSON.parse(text) as SourceMapPayload) // of our own build
  } catch {
    return null // none was made, or it is gone
  }
}

/** From the workspace or the package on: where a checkout stands says nothing about a profile. */
function shortened(url: string): string {
  return url.replace(/^file:.*\/node_modules\/|^file:.*\/(?=(?:packages|apps)\/)|^file:/, '')
}
