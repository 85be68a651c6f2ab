import { ALERT_RULES, type AlertRule, FIGURE_SECTIONS, toPromQl } from '@org/viz-api'

/** A panel over figures of `/metrics/snapshot`, each named `section.figure`. */
interface PanelSpec {
  readonly title: string
  /** As Grafana names it. */
  readonly unit: string
  readonly figures: readonly string[]
}

const ROWS: readonly (readonly [string, readonly PanelSpec[]])[] = [
  [
    'Ingest',
    [
      {
        title: 'Announced and fetched',
        unit: 'ops',
        figures: ['ingest.announced_per_s', 'ingest.fetched_per_s'],
      },
      { title: 'Dropped and rejected', unit: 'ops', figures: ['ingest.drops_per_s', 'ingest.rejects_per_s'] },
      {
        title: 'Announcement to visible',
        unit: 's',
        figures: ['visible.p50_seconds', 'visible.p99_seconds'],
      },
      {
        title: 'Batches of the nodes',
        unit: 's',
        figures: ['ingest.rpc_p50_seconds', 'ingest.rpc_p99_seconds'],
      },
      { title: 'Fetch queue', unit: 'short', figures: ['ingest.queue_depth', 'ingest.in_flight'] },
      {
        title: 'Silence and open gaps',
        unit: 's',
        figures: ['ingest.silent_seconds', 'ingest.open_gap_seconds'],
      },
      {
        title: 'Coverage and its baseline',
        unit: 'percentunit',
        figures: ['chains.coverage', 'chains.coverage_baseline'],
      },
      { title: 'Head of the chain', unit: 'none', figures: ['chains.head_number'] },
    ],
  ],
  [
    'Storage',
    [
      { title: 'Durable events', unit: 'ops', figures: ['storage.events_per_s'] },
      { title: 'Storage queue', unit: 'short', figures: ['storage.queue_depth', 'storage.queue_capacity'] },
      {
        title: 'Flushes',
        unit: 's',
        figures: ['storage.fsync_p50_seconds', 'storage.fsync_p99_seconds', 'storage.commit_seconds'],
      },
      { title: 'Write-ahead log', unit: 'Bps', figures: ['storage.wal_bytes_per_s'] },
      { title: 'ClickHouse: events behind', unit: 'short', figures: ['storage.clickhouse_lag_events'] },
      {
        title: 'ClickHouse: time behind',
        unit: 's',
        figures: ['storage.clickhouse_lag_seconds', 'storage.clickhouse_insert_p99_seconds'],
      },
    ],
  ],
  [
    'Searcher',
    [
      { title: 'Opportunities', unit: 'ops', figures: ['strategies.opportunities_per_s'] },
      {
        title: 'Analysis of a transaction',
        unit: 's',
        figures: ['searcher.analyze_p50_seconds', 'searcher.analyze_p99_seconds'],
      },
    ],
  ],
  [
    'API and process',
    [
      { title: 'Requests', unit: 'reqps', figures: ['http.requests_per_s', 'http.errors_per_s'] },
      { title: 'Answers', unit: 's', figures: ['http.p50_seconds', 'http.p99_seconds'] },
      {
        title: 'Stream clients',
        unit: 'short',
        figures: ['streams.clients', 'streams.slow_disconnects_total'],
      },
      { title: 'Memory', unit: 'bytes', figures: ['process.resident_bytes', 'process.heap_used_bytes'] },
      { title: 'Processor', unit: 'short', figures: ['process.cpu_cores'] },
      { title: 'Event loop at work', unit: 'percentunit', figures: ['process.event_loop_share'] },
    ],
  ],
]

const WIDTH = 24
const PANEL = { w: 8, h: 7 }
const DATASOURCE = { type: 'prometheus', uid: '$datasource' }
const ALERT_UNITS: Readonly<Record<AlertRule['unit'], string>> = {
  s: 's',
  ratio: 'percentunit',
  events: 'short',
  clients: 'short',
}

type Panel = Readonly<Record<string, unknown>>

/** The dashboard for Grafana: the figures, and every alert with its threshold. */
export function grafanaDashboard(): Readonly<Record<string, unknown>> {
  const rows: readonly (readonly [string, readonly Panel[]])[] = [
    ...ROWS.map(([title, panels]) => [title, panels.map(figurePanel)] as const),
    ['Alerts: value and threshold', ALERT_RULES.map(alertPanel)],
  ]
  return {
    uid: 'mevscope',
    title: 'mevscope',
    description:
      'Written by `npx -y pnpm@12 ops` from the tables of packages/viz-api: change those, not this.',
    tags: ['mevscope'],
    schemaVersion: 39,
    refresh: '10s',
    time: { from: 'now-1h', to: 'now' },
    templating: {
      list: [{ name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' }],
    },
    panels: placed(rows),
  }
}

/** Rows one below the other, their panels side by side. */
function placed(rows: readonly (readonly [string, readonly Panel[]])[]): readonly Panel[] {
  const all: Panel[] = []
  let y = 0
  for (const [title, panels] of rows) {
    all.push({
      id: all.length + 1,
      type: 'row',
      title,
      collapsed: false,
      panels: [],
      gridPos: { x: 0, y, w: WIDTH, h: 1 },
    })
    y += 1
    for (const [index, panel] of panels.entries()) {
      const x = (index * PANEL.w) % WIDTH
      if (index > 0 && x === 0) y += PANEL.h
      all.push({ id: all.length + 1, ...panel, gridPos: { x, y, ...PANEL } })
    }
    y += PANEL.h
  }
  return all
}

function figurePanel({ title, unit, figures }: PanelSpec): Panel {
  const targets = figures.map((path, index) => {
    const [sectionName, figureName] = path.split('.')
    const section = FIGURE_SECTIONS.find(({ name }) => name === sectionName)
    const figure = section?.figures.find(({ name }) => name === figureName)
    if (section === undefined || figure === undefined) throw new Error(`there is no figure ${path}`)
    const labels = section.by.map((label) => `{{${label}}}`)
    return target(index, toPromQl(figure.expression), [figure.name, ...labels].join(' '))
  })
  return timeSeries(title, unit, targets, {})
}

function alertPanel(rule: AlertRule): Panel {
  const steps =
    rule.comparison === '>'
      ? [
          { color: 'green', value: null },
          { color: 'red', value: rule.threshold },
        ]
      : [
          { color: 'red', value: null },
          { color: 'green', value: rule.threshold },
        ]
  return {
    ...timeSeries(rule.name, ALERT_UNITS[rule.unit], [target(0, toPromQl(rule.expression), '__auto')], {
      thresholds: { mode: 'absolute', steps },
      custom: { thresholdsStyle: { mode: 'line' } },
    }),
    description: `${rule.summary} ${rule.action}`,
  }
}

function timeSeries(title: string, unit: string, targets: readonly unknown[], defaults: object): Panel {
  return {
    type: 'timeseries',
    title,
    datasource: DATASOURCE,
    fieldConfig: { defaults: { unit, min: 0, ...defaults }, overrides: [] },
    targets,
  }
}

function target(index: number, expr: string, legendFormat: string): Panel {
  return { refId: String.fromCodePoint(65 + index), datasource: DATASOURCE, expr, legendFormat }
}
