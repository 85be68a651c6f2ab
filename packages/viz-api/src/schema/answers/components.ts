import { z } from 'zod'

/** What the document of the API says of a schema beside its shape; one with an `id` stands there once, by that name. */
export const components = z.registry<{ readonly id?: string; readonly description?: string }>()
