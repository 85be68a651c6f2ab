/** What the process of the load is told. */
export interface LoadOrder {
  readonly host: string
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Requests are sent on so many kept-alive connections. */
  readonly connections: number
  /** Requests a second, at even times, whether earlier ones are answered or not; 0: on each connection one after the other. */
  readonly rate: number
  /** Of these the first tenth is not counted. */
  readonly seconds: number
}

/** What it answers. */
export interface LoadFigures {
  readonly answered: number
  /** Answers that are not 200. */
  readonly failed: number
  readonly bytes: number
  readonly seconds: number
  /** From the moment a request was due to the last byte of its answer, milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly max: number
  readonly cpuSeconds: number
}
