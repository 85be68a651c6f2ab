import { type CallFrame, type CpuProfile, nodeStages, packageOf, selfTimes } from '../profile.ts'

/** A function as one chain of callers led to it; the root is the thread. Times are microseconds. */
export interface Flame {
  readonly name: string
  /** Where it is; empty for what has no file. */
  readonly place: string
  /** As in `stagesOf`: its package, or that of its caller. */
  readonly stage: string
  /** Whether it is of the package itself, and not of Node or a library that the package called. */
  readonly isOwn: boolean
  /** Of it and all it called. */
  readonly us: number
  /** The longest first. */
  readonly children: readonly Flame[]
}

export interface FlameTreeOptions {
  readonly fromUs: number
  readonly toUs: number
  /** What to show of where a function is. */
  readonly placeOf: (frame: CallFrame) => string
}

/** The same while it grows. */
interface Growing {
  readonly frame: CallFrame
  readonly stage: string
  selfUs: number
  readonly children: Map<string, Growing>
}

/** What the thread did between two moments, the same chains of callers merged; idling is left out. */
export function flameTree(profile: CpuProfile, options: FlameTreeOptions): Flame {
  const times = selfTimes(profile, options.fromUs, options.toUs)
  const stages = nodeStages(profile.nodes)
  const byId = new Map(profile.nodes.map((node) => [node.id, node]))
  const called = new Set(profile.nodes.flatMap((node) => node.children ?? []))
  const root: Growing = {
    frame: { functionName: 'all', url: '' },
    stage: 'node',
    selfUs: 0,
    children: new Map(),
  }
  const waiting = profile.nodes.filter(({ id }) => !called.has(id)).map((node) => ({ node, into: root }))
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, into } = next
    const stage = stages.get(node.id) ?? 'node'
    if (stage === 'idle') continue
    const place = called.has(node.id) ? childOf(into, node.callFrame, stage) : into
    place.selfUs += times.get(node.id) ?? 0
    for (const id of node.children ?? []) {
      const child = byId.get(id)
      if (child !== undefined) waiting.push({ node: child, into: place })
    }
  }
  return finished(root, options.placeOf)
}

function childOf(parent: Growing, frame: CallFrame, stage: string): Growing {
  const key = `${frame.functionName} ${frame.url} ${frame.lineNumber} ${frame.columnNumber}`
  const known = parent.children.get(key)
  if (known !== undefined) return known
  const child: Growing = { frame, stage, selfUs: 0, children: new Map() }
  parent.children.set(key, child)
  return child
}

function finished(growing: Growing, placeOf: FlameTreeOptions['placeOf']): Flame {
  const { frame, stage } = growing
  const children = [...growing.children.values()]
    .map((child) => finished(child, placeOf))
    .filter(({ us }) => us > 0)
    .sort((a, b) => b.us - a.us || compare(a.name, b.name) || compare(a.place, b.place))
  return {
    name: frame.functionName === '' ? '(anonymous)' : frame.functionName,
    place: placeOf(frame),
    stage,
    isOwn: packageOf(frame.url) === stage,
    us: children.reduce((sum, child) => sum + child.us, growing.selfUs),
    children,
  }
}

/** By code units: the same everywhere, whatever the language of the machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
