import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chainsFile } from './chains-file.ts'
import type { DevnetInfo } from './devnet.ts'
import { DevnetError } from './errors.ts'
import { protocolsFile } from './protocols-file.ts'

/** The configuration files of a running devnet. */
export interface ConfigFiles {
  /** For `VIZ_API_CHAIN_CONFIG_PATH`. */
  readonly chainsPath: string
  /** The protocol registry's file. */
  readonly protocolsPath: string
  /** Removes the folder if it was made for this run alone. Idempotent. */
  remove(): Promise<void>
}

/**
 * Writes the chain list and the protocol registry the way a user would.
 * @param dir where; `null`: a new temporary folder
 * @throws DevnetError `FILE_WRITE_FAILED`.
 */
export async function writeConfigFiles(dir: string | null, devnet: DevnetInfo): Promise<ConfigFiles> {
  try {
    const folder = dir === null ? await mkdtemp(join(tmpdir(), 'mevscope-devnet-')) : resolve(dir)
    await mkdir(folder, { recursive: true })
    const chainsPath = join(folder, 'chains.json')
    const protocolsPath = join(folder, 'protocols.json')
    await writeFile(chainsPath, toText(chainsFile(devnet)))
    await writeFile(protocolsPath, toText(protocolsFile(devnet.deployment)))
    const remove = async (): Promise<void> => {
      if (dir === null) await rm(folder, { recursive: true, force: true })
    }
    return { chainsPath, protocolsPath, remove }
  } catch (cause) {
    throw new DevnetError(
      'FILE_WRITE_FAILED',
      `could not write chains.json and protocols.json to ${dir ?? tmpdir()}`,
      {
        retryable: false,
        cause,
      },
    )
  }
}

function toText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
