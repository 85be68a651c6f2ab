import { stat } from 'node:fs/promises'

/** True for a directory that is there. */
export async function isDirectory(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
