import type { Migration } from './migration.ts'
import type { Placement } from './placement.ts'
import { version1 } from './version-1.ts'
import { version2 } from './version-2.ts'
import { version3 } from './version-3.ts'

/** The schema, oldest step first. Steps are added, never changed: databases remember how far they are. */
export function schemaMigrations(placement: Placement): readonly Migration[] {
  return [version1(placement), version2(placement), version3(placement)]
}
