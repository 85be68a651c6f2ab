export { NodeRuntimeBuilder, type RuntimeStorage } from './builder.ts'
export { tuneEngine } from './engine.ts'
export { RUNTIME_ERROR_CODES, RuntimeError, type RuntimeErrorCode } from './errors.ts'
export { createPipeline } from './pipeline.ts'
export type { CreateApi, NodeRuntime, StopDeadlines } from './runtime.ts'
export type { ReportsStatus } from './status.ts'
export {
  createPrometheusMetrics,
  type PrometheusMetrics,
  type PrometheusOptions,
} from './telemetry/prometheus.ts'
export { createTelemetry, type Telemetry, type TelemetryOptions } from './telemetry/telemetry.ts'
