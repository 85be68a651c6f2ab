import type { Clock, Logger } from '@org/events'
import { createSelfWatch, type SelfWatch } from './alerts/self-watch.ts'
import type { AlertOptions, VizApiPorts } from './options.ts'
import { createTelemetryStreams, type TelemetryStreams } from './telemetry/telemetry-streams.ts'

/** What a process says of itself, beside what it serves. */
export interface Internals {
  /** `null`: nobody reads the metrics. */
  readonly watch: SelfWatch | null
  /** `null`: no log events are kept. */
  readonly telemetryStreams: TelemetryStreams | null
  readonly clock: Clock
}

export interface InternalsOptions {
  readonly ports: Pick<VizApiPorts, 'figures' | 'telemetry'>
  readonly alerts: AlertOptions
  readonly heartbeatMs: number
  readonly onSlow: () => void
  readonly clock: Clock
  readonly logger: Logger
}

/** Nothing is read and no timer runs before `watch.start`. */
export function createInternals(options: InternalsOptions): Internals {
  const { ports, alerts, heartbeatMs, onSlow, clock, logger } = options
  const { figures: metrics, telemetry: log } = ports
  return {
    watch: metrics === undefined ? null : createSelfWatch({ metrics, ...alerts, clock, logger }),
    telemetryStreams: log === undefined ? null : createTelemetryStreams({ log, heartbeatMs, onSlow }),
    clock,
  }
}
