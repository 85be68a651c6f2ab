/** What V8 writes, as far as it is read here. Times are microseconds of the machine's monotonic clock. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[]
  readonly startTime: number
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** A function and where it begins: the url of its file, line and column from 0, which Node's own natives lack. */
export interface CallFrame {
  readonly functionName: string
  readonly url: string
  readonly lineNumber?: number
  readonly columnNumber?: number
}

interface ProfileNode {
  readonly id: number
  readonly callFrame: CallFrame
  readonly children?: readonly number[]
}

/** Everything that has a place of its own in the figures. */
const SPECIAL: ReadonlyMap<string, string> = new Map([
  ['(garbage collector)', 'gc'],
  ['(program)', 'native'],
  ['(idle)', 'idle'],
])

/**
 * Microseconds by stage between two moments: the package a function is of; for what belongs to Node or a library, the
 * package that called it; `node` where none did. Garbage collection, native code without JavaScript and idling apart.
 */
export function stagesOf(
  profile: CpuProfile,
  fromUs: number,
  toUs: number,
): Readonly<Record<string, number>> {
  const stageOfNode = nodeStages(profile.nodes)
  const stages: Record<string, number> = {}
  for (const [id, us] of selfTimes(profile, fromUs, toUs)) {
    const stage = stageOfNode.get(id) ?? 'node'
    stages[stage] = (stages[stage] ?? 0) + us
  }
  return stages
}

/** Microseconds that each node itself ran between two moments, by its id. */
export function selfTimes(profile: CpuProfile, fromUs: number, toUs: number): ReadonlyMap<number, number> {
  const times = new Map<number, number>()
  let atUs = profile.startTime
  for (const [index, id] of profile.samples.entries()) {
    const delta = profile.timeDeltas[index] ?? 0
    atUs += delta
    if (atUs >= fromUs && atUs <= toUs) times.set(id, (times.get(id) ?? 0) + delta)
  }
  return times
}

/** The stage of each node, as {@link stagesOf} counts it, by its id. */
export function nodeStages(nodes: readonly ProfileNode[]): ReadonlyMap<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const children = new Set(nodes.flatMap((node) => node.children ?? []))
  const stages = new Map<number, string>()
  const waiting = nodes.filter((node) => !children.has(node.id)).map((node) => ({ node, inherited: 'node' }))
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, inherited } = next
    const stage = SPECIAL.get(node.callFrame.functionName) ?? packageOf(node.callFrame.url) ?? inherited
    stages.set(node.id, stage)
    for (const id of node.children ?? []) {
      const child = byId.get(id)
      if (child !== undefined) waiting.push({ node: child, inherited: stage })
    }
  }
  return stages
}

/** The folder of a workspace: `packages/storage/…` is storage, `apps/server/…` is server. */
export function packageOf(url: string): string | undefined {
  return /\/(?:packages|apps)\/([^/]+)\/(?:dist|src)\//.exec(url)?.[1]
}
