import type { Flame } from './flame-tree.ts'

export interface FlameSvgOptions {
  readonly title: string
  /** Lines below the title. @default none */
  readonly notes?: readonly string[]
  /** Transactions the time was spent on: figures are then for each of them. */
  readonly transactions?: number
}

const WIDTH = 1200
const MARGIN = 10
const ROW = 16
const LINE = 18
/** Of a letter of the font. */
const LETTER = 6.1
/** Anything narrower than this share of all is left out. */
const LEAST_SHARE = 0.001
/** Hues of stages; what is not here is grey. */
const HUES: ReadonlyMap<string, number> = new Map([
  ['ingest', 210],
  ['storage', 25],
  ['searcher', 130],
  ['viz-api', 280],
  ['events', 50],
  ['node-runtime', 175],
  ['server', 330],
  ['gc', 0],
])

/**
 * Draws a flame graph: the thread below, what it called above it, as wide as their share of its time. Of the package
 * itself in full colour, what it called of Node and libraries lighter. Needs nothing else to be shown.
 */
export function flameSvg(root: Flame, options: FlameSvgOptions): string {
  const lines = [options.title, ...(options.notes ?? [])]
  const figure = (us: number): string => {
    const share = `${((us / root.us) * 100).toFixed(1)} %`
    return options.transactions === undefined
      ? `${(us / 1000).toFixed(1)} ms, ${share}`
      : `${(us / options.transactions).toFixed(2)} µs/tx, ${share}`
  }
  const stages = [...selfByStage(root)].sort(([, a], [, b]) => b - a)
  const legendRows = Math.ceil(stages.length / LEGEND_COLUMNS)
  const top = MARGIN + (lines.length + legendRows) * LINE + 6
  const height = top + depthOf(root, root.us * LEAST_SHARE) * ROW + MARGIN
  const parts: string[] = []
  const draw = (flame: Flame, x: number, depth: number): void => {
    const width = (flame.us / root.us) * (WIDTH - 2 * MARGIN)
    const y = height - MARGIN - (depth + 1) * ROW
    parts.push(box(flame, x, y, width, figure(flame.us)))
    let childX = x
    for (const child of flame.children) {
      if (child.us >= root.us * LEAST_SHARE) draw(child, childX, depth + 1)
      childX += (child.us / root.us) * (WIDTH - 2 * MARGIN)
    }
  }
  draw(root, MARGIN, 0)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="monospace" font-size="10">`,
    `<title>${escaped(options.title)}</title>`,
    '<style>rect{stroke:#fff;stroke-width:.5}text{pointer-events:none}g:hover rect{stroke:#000}</style>',
    `<path d="M0 0h${WIDTH}v${height}H0z" fill="#fff"/>`,
    ...lines.map((line, index) => heading(line, index)),
    ...stages.map(([stage, us], index) => legend(`${stage} ${figure(us)}`, stage, index, lines.length)),
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}

const LEGEND_COLUMNS = 5

function heading(line: string, index: number): string {
  const size = index === 0 ? ' font-size="14" font-weight="bold"' : ' font-size="11"'
  return `<text x="${MARGIN}" y="${MARGIN + index * LINE + 12}"${size}>${escaped(line)}</text>`
}

function legend(text: string, stage: string, index: number, linesAbove: number): string {
  const x = MARGIN + (index % LEGEND_COLUMNS) * ((WIDTH - 2 * MARGIN) / LEGEND_COLUMNS)
  const y = MARGIN + (linesAbove + Math.floor(index / LEGEND_COLUMNS)) * LINE
  return `<path d="M${x} ${y + 2}h12v12h-12z" fill="${colour(stage, true)}"/><text x="${x + 16}" y="${y + 12}" font-size="11">${escaped(text)}</text>`
}

function box(flame: Flame, x: number, y: number, width: number, figure: string): string {
  const { name, place, stage, isOwn } = flame
  const letters = Math.floor((width - 4) / LETTER)
  const label = name.length <= letters ? name : letters >= 4 ? `${name.slice(0, letters - 1)}…` : ''
  const text = label === '' ? '' : `<text x="${round(x + 2)}" y="${y + 11}">${escaped(label)}</text>`
  const title = `${name}${place === '' ? '' : ` (${place})`}: ${figure}, ${stage}`
  return `<g><title>${escaped(title)}</title><rect x="${round(x)}" y="${y}" width="${round(width)}" height="${ROW}" fill="${colour(stage, isOwn)}"/>${text}</g>`
}

/** Microseconds of each stage, called functions of other stages not counted. */
function selfByStage(flame: Flame, sums = new Map<string, number>()): ReadonlyMap<string, number> {
  const selfUs = flame.children.reduce((left, child) => left - child.us, flame.us)
  if (selfUs > 0) sums.set(flame.stage, (sums.get(flame.stage) ?? 0) + selfUs)
  for (const child of flame.children) selfByStage(child, sums)
  return sums
}

function depthOf(flame: Flame, leastUs: number): number {
  const shown = flame.children.filter(({ us }) => us >= leastUs)
  return 1 + Math.max(0, ...shown.map((child) => depthOf(child, leastUs)))
}

function colour(stage: string, isOwn: boolean): string {
  const hue = HUES.get(stage)
  if (hue === undefined) return isOwn ? '#b8b8b8' : '#d8d8d8'
  return `hsl(${hue},70%,${isOwn || stage === 'gc' ? 66 : 85}%)`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
