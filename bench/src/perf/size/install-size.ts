import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** What an installation holds. */
export interface InstallSize {
  readonly packages: number
  readonly bytes: number
  /** The largest, by name. */
  readonly largest: readonly { readonly name: string; readonly bytes: number }[]
}

/** What of npm's manifest matters here. */
interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const LARGEST = 5

/**
 * The package in a folder and everything it needs at run time, each counted once, as the links of this checkout resolve.
 * Of workspaces only what is published counts: `dist`.
 */
export async function installSize(folder: string): Promise<InstallSize> {
  const sizes = new Map<string, { name: string; bytes: number }>()
  const waiting = [realpathSync(folder)]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (sizes.has(next)) continue
    const manifest = JSON.parse(readFileSync(join(next, 'package.json'), 'utf8')) as Manifest // npm's format
    const isWorkspace = !next.includes('node_modules')
    sizes.set(next, { name: manifest.name, bytes: await bytesOf(isWorkspace ? join(next, 'dist') : next) })
    const needed = { ...manifest.dependencies, ...manifest.optionalDependencies }
    for (const name of Object.keys(needed)) {
      const found = resolve(next, name)
      if (found !== undefined) waiting.push(found)
    }
  }
  const all = [...sizes.values()].sort((a, b) => b.bytes - a.bytes)
  const bytes = all.reduce((sum, size) => sum + size.bytes, 0)
  return { packages: all.length, bytes, largest: all.slice(0, LARGEST) }
}

/** As Node looks for a package: here, then further up. Optional ones of other machines are not there. */
function resolve(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate)
    if (dirname(folder) === folder) return undefined
  }
}

async function bytesOf(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) bytes += await bytesOf(path)
    else if (entry.isFile()) bytes += (await stat(path)).size
  }
  return bytes
}
