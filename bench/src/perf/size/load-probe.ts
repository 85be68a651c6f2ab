import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { LoadedModules } from './loaded-modules.ts'

// The process behind `loadModule`: twice the same import would cost nothing.

const path = process.argv[2]
if (path === undefined) throw new Error('no module is named')
const urls: string[] = []
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) urls.push(url)
    return next(url, context)
  },
})
const megabytesBefore = process.memoryUsage.rss() / 2 ** 20
const cpuBefore = process.cpuUsage()
const began = performance.now()
await import(pathToFileURL(path).href)
const ms = performance.now() - began
const { user, system } = process.cpuUsage(cpuBefore)
const cpuMs = (user + system) / 1000
const megabytes = process.memoryUsage.rss() / 2 ** 20 - megabytesBefore
process.stdout.write(JSON.stringify({ ms, cpuMs, urls, megabytes } satisfies LoadedModules))
process.exit(0)
