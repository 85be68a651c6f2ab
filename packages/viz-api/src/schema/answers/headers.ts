import { z } from 'zod'
import type { HeaderSpec } from '../responses.ts'

export const ETAG: HeaderSpec = {
  description: 'Stands for the answer; send it back in If-None-Match.',
  schema: z.string().regex(/^W\/"[^"]+"$/),
  always: true,
}

export const NEXT_CURSOR: HeaderSpec = {
  description: 'Where the next page begins: pass it back as `cursor`. Absent: nothing follows.',
  schema: z.string().regex(/^[\w-]+$/),
}

export const NEXT_AFTER: HeaderSpec = {
  description: 'How far the log was looked at: pass it back as `after`.',
  schema: z.string().regex(/^\d+$/),
  always: true,
}
