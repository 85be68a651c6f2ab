import { type FileSystem, type OpenFile, readFully, writeFully } from './fs.ts'

/** More of a small file is not read; none of ours comes near. */
const SMALL_FILE_BYTES = 64 * 1024

/**
 * Replaces a file so that a crash leaves either the old or the new content: temporary file, flush, rename, flush
 * of the directory.
 */
export async function writeFileAtomic(
  fs: FileSystem,
  directory: string,
  name: string,
  bytes: Uint8Array,
): Promise<void> {
  const path = `${directory}/${name}`
  const file = await fs.open(`${path}.tmp`, 'create')
  try {
    await writeFully(file, bytes, 0)
    await file.datasync()
  } finally {
    await file.close()
  }
  await fs.rename(`${path}.tmp`, path)
  await fs.syncDirectory(directory)
}

/** The content of a small file; `null` when it is not there. */
export async function readSmallFile(fs: FileSystem, path: string): Promise<Buffer | null> {
  let file: OpenFile
  try {
    file = await fs.open(path, 'read')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  try {
    const content = Buffer.alloc(Math.min(await file.size(), SMALL_FILE_BYTES))
    return content.subarray(0, await readFully(file, content, 0))
  } finally {
    await file.close()
  }
}
