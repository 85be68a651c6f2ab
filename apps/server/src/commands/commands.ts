import { backfillCommand } from './backfill.ts'
import type { Command } from './command.ts'
import { exportCommand } from './export.ts'
import { importCommand } from './import.ts'
import { replayCommand } from './replay.ts'

/** The commands of `data`, in the order of its help. */
export const COMMANDS: readonly Command[] = [exportCommand, importCommand, backfillCommand, replayCommand]
