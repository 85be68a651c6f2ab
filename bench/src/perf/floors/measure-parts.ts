import { quantileOf } from '../quantile.ts'
import type { Part } from './part.ts'

/** What one unit of a part takes: medians over the rounds, microseconds. */
export interface Floor {
  readonly name: string
  readonly stage: string
  readonly unit: string
  /** Processor time of all threads of the process, those of V8 and of the engine included. */
  readonly cpu_us: number
  /** From begin to end. */
  readonly elapsed_us: number
  readonly per_transaction: number
}

export interface MeasureOptions {
  /** After one that is not counted. */
  readonly rounds: number
  /** Told before each run. */
  readonly onRun: (part: Part, round: number) => void
}

/** Measures parts in turn, round by round: what slows the machine for a while slows all of them. */
export async function measureParts(
  parts: readonly Part[],
  { rounds, onRun }: MeasureOptions,
): Promise<readonly Floor[]> {
  const cpu = new Map(parts.map((part) => [part, new Float64Array(rounds)]))
  const elapsed = new Map(parts.map((part) => [part, new Float64Array(rounds)]))
  for (let round = -1; round < rounds; round += 1) {
    for (const part of parts) {
      onRun(part, round)
      const used = await runOnce(part)
      if (round < 0) continue
      cpu.get(part)?.fill(used.cpuUs / part.count, round, round + 1)
      elapsed.get(part)?.fill(used.elapsedUs / part.count, round, round + 1)
    }
  }
  const middle = (values = new Float64Array(0)): number => rounded(quantileOf(values.sort(), 0.5))
  return parts.map((part) => ({
    name: part.name,
    stage: part.stage,
    unit: part.unit,
    cpu_us: middle(cpu.get(part)),
    elapsed_us: middle(elapsed.get(part)),
    per_transaction: rounded(part.perTransaction),
  }))
}

async function runOnce(part: Part): Promise<{ readonly cpuUs: number; readonly elapsedUs: number }> {
  await part.prepare?.()
  const cpu = process.cpuUsage()
  const began = performance.now()
  const result = await part.run()
  const elapsedUs = (performance.now() - began) * 1000
  const { user, system } = process.cpuUsage(cpu)
  if (!(result > 0)) throw new Error(`nothing came of "${part.name}"`)
  return { cpuUs: user + system, elapsedUs }
}

/** Three digits: parts of a nanosecond say nothing. */
function rounded(value: number): number {
  return Number(value.toPrecision(3))
}
