import type { Environment } from './environment.ts'
import type { ConfigProblem } from './problem.ts'

/** Settings of the contract that nothing obeys yet: refused rather than ignored. */
export function notBuilt(env: Environment): readonly ConfigProblem[] {
  const asked: readonly (readonly [boolean, string])[] = [
    [(env.ROLE ?? env.PROCESS_ROLE) === 'api', env.ROLE === undefined ? 'PROCESS_ROLE=api' : 'ROLE=api'],
    [env.TELEMETRY_SINK === 'clickhouse', 'TELEMETRY_SINK=clickhouse'],
  ]
  return asked
    .filter(([isAsked]) => isAsked)
    .map(([, where]) => ({ where, message: 'is not built yet (docs/roadmap.md); unset it' }))
}
