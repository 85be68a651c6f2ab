import { fileURLToPath } from 'node:url'

/** The root folder of the checkout. */
export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url))
