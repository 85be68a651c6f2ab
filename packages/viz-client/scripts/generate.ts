import { writeFile } from 'node:fs/promises'
import { apiTypes } from './api-types.ts'

// Writes the types of the API from its document: `pnpm generate`.

const TARGET = new URL('../src/http/api-types.ts', import.meta.url)

await writeFile(TARGET, await apiTypes())
