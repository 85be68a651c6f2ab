/** What a page of metrics said, now and before. */
interface MetricsSeen {
  /** Labels of the series of a name; `undefined`: there is none of that name. */
  labelsOf(name: string): ReadonlySet<string> | undefined
  /** Names of metrics that had a value beside 0 at some time. */
  readonly moved: ReadonlySet<string>
  /** Over all series of a name. */
  sum(name: string): number
}

/** Scrapes a server ten times a second and remembers. */
export interface SeenMetrics {
  /** Scrapes once more. */
  read(): Promise<MetricsSeen>
  stop(): Promise<void>
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ([^ ]+)$/

export function createSeenMetrics(url: string): SeenMetrics {
  const labels = new Map<string, Set<string>>()
  const moved = new Set<string>()
  let scraping: Promise<unknown> = Promise.resolve()

  async function scrape(): Promise<ReadonlyMap<string, number>> {
    const sums = new Map<string, number>()
    const page = await (await fetch(`${url}/metrics`)).text()
    for (const line of page.split('\n')) {
      const [, name = '', text = '', value = ''] = SAMPLE.exec(line) ?? []
      if (name === '') continue
      const known = labels.get(name) ?? new Set()
      labels.set(name, known)
      for (const [, label = ''] of text.matchAll(/(?:^|,)([a-zA-Z_]\w*)="/g)) known.add(label)
      sums.set(name, (sums.get(name) ?? 0) + Number(value))
      if (Number(value) !== 0) moved.add(name.replace(/_(?:bucket|count|sum)$/, '')).add(name)
    }
    return sums
  }

  const timer = setInterval(() => {
    scraping = scrape().catch(() => {}) // the server may be busy with what a test does to it
  }, 100)

  return {
    async read() {
      const sums = await scrape()
      return { labelsOf: (name) => labels.get(name), moved, sum: (name) => sums.get(name) ?? 0 }
    },
    async stop() {
      clearInterval(timer)
      await scraping
    },
  }
}
