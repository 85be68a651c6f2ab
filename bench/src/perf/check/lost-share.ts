import type { StepFigures } from '../report/report.ts'

/**
 * Which share of what was announced did not get through at once: it never came, or it was dropped first and read back
 * from the node's pool later, whichever is more. NaN when nothing was announced.
 */
export function lostShare({
  announced,
  received,
  dropped,
}: Pick<StepFigures, 'announced' | 'received' | 'dropped'>): number {
  const counted = Object.values(dropped).reduce((sum, count) => sum + count, 0)
  return Math.max(announced - received, counted) / announced
}
