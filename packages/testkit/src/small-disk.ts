import { execFileSync } from 'node:child_process'
import { type TempDir, tempDir } from './temp-dir.ts'

/** A folder that takes a few megabytes and then no more, until it is enlarged. */
export interface SmallDisk {
  readonly path: string
  /** How the limit is felt: on the disk itself, or by a process that is started under a limit. */
  readonly kind: 'tmpfs' | 'file size limit'
  enlarge(): void
  remove(): Promise<void>
}

/**
 * A tmpfs of that size where mounting is permitted (root on Linux); elsewhere an ordinary folder, and the server has
 * to be started under `ulimit -f`.
 */
export async function smallDisk(megabytes: number): Promise<SmallDisk> {
  const folder: TempDir = await tempDir('mevscope-small-disk')
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder.path], {
      stdio: 'pipe',
    })
  } catch {
    return { path: folder.path, kind: 'file size limit', enlarge: () => {}, remove: () => folder.remove() }
  }
  return {
    path: folder.path,
    kind: 'tmpfs',
    enlarge: () => execFileSync('mount', ['-o', 'remount,size=256m', folder.path]),
    async remove() {
      execFileSync('umount', [folder.path])
      await folder.remove()
    },
  }
}
