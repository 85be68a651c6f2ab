import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { CpuProfile } from '../profile.ts'
import { type FlameSvgOptions, flameSvg } from './flame-svg.ts'
import { flameTree } from './flame-tree.ts'
import { createSourcePlaces } from './source-places.ts'

export interface FlameGraphOptions extends FlameSvgOptions {
  readonly file: string
  /** The part of the profile that is drawn, on its own clock. @default all of it */
  readonly fromUs?: number
  readonly toUs?: number
}

/** Draws a profile into an SVG file, places of functions by the source maps that are there now. */
export async function writeFlameGraph(profile: CpuProfile, options: FlameGraphOptions): Promise<void> {
  const { file, fromUs = 0, toUs = Number.POSITIVE_INFINITY, ...drawing } = options
  const root = flameTree(profile, { fromUs, toUs, placeOf: createSourcePlaces() })
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, flameSvg(root, drawing))
}
