import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { REPOSITORY, run } from './checkout.ts'

/** What a build is made of; the lock file fits all manifests or is refused. */
const SOURCES = [
  'packages',
  'apps',
  'package.json',
  ':(glob)*/package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'tsconfig.base.json',
  'turbo.json',
]

/** The full name of a commit. @throws Error when there is none of that name */
export async function resolveCommit(name: string): Promise<string> {
  const found = await run('git', ['rev-parse', '--verify', `${name}^{commit}`], REPOSITORY)
  return found.trim()
}

/** Carries the changes of this checkout that are in no commit yet into another folder. */
export async function carryUncommitted(folder: string): Promise<void> {
  await applyPatch(folder, await run('git', ['diff', 'HEAD', '--binary', '--', ...SOURCES], REPOSITORY))
  for (const path of await untracked()) {
    await cp(join(REPOSITORY, path), join(folder, path), { recursive: true })
  }
}

/** Whether there are such changes. */
export async function hasUncommitted(): Promise<boolean> {
  const status = ['status', '--porcelain', '--', ...SOURCES]
  return (await run('git', status, REPOSITORY)).trim() !== ''
}

export async function applyPatch(folder: string, patch: string): Promise<void> {
  if (patch !== '') await run('git', ['apply', '--whitespace=nowarn', '-'], folder, patch)
}

async function untracked(): Promise<readonly string[]> {
  const list = ['ls-files', '--others', '--exclude-standard', '-z', '--', ...SOURCES]
  return (await run('git', list, REPOSITORY)).split('\0').filter((path) => path !== '')
}
