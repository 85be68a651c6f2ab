import { hostName, parseApiKeys, parseNetworks, parseOrigin } from '@org/viz-api'
import * as z from 'zod'

/** A list separated by commas, each entry made into what `read` gives; `null` from it: not one. */
const list = (expected: string, read: (entry: string) => string | null) =>
  z.string().transform((text, context): readonly string[] => {
    const values: string[] = []
    for (const [index, entry] of text.split(',').entries()) {
      const value = read(entry.trim())
      if (value === null) {
        // Not shown: it may be a URL with a password in it.
        context.addIssue({ code: 'custom', message: `expected ${expected}; entry ${index + 1} is none` })
        return z.NEVER
      }
      values.push(value)
    }
    return [...new Set(values)]
  })

/** API keys become their hashes here, so that nothing further in holds one; no message shows one. */
export const keys = z.string().transform((text, context) => {
  const parsed = parseApiKeys(text)
  if (parsed.ok) return parsed.hashes
  context.addIssue({ code: 'custom', message: parsed.problem })
  return z.NEVER
})

/** Origins as browsers write them. */
export const origins = list('exact origins such as https://app.example, with commas between', parseOrigin)

/** Host names without port. */
export const hosts = list('host names without port such as mev.example, with commas between', (entry) => {
  const name = hostName(entry)
  return name !== null && /^[\w.-]+$/.test(entry) ? name : null
})

/** Addresses and networks. */
export const networks = list('addresses or networks such as 10.0.0.0/8, with commas between', (entry) =>
  'invalid' in parseNetworks([entry]) ? null : entry,
)
