import { type Environment, environmentSchema } from './environment.ts'
import type { ConfigProblem } from './problem.ts'

/** The environment with what is bad in it left out, so that the rest can be judged too. A name set to nothing is not set. */
export function readEnvironment(environment: NodeJS.ProcessEnv): {
  readonly env: Environment
  readonly problems: readonly ConfigProblem[]
} {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = environmentSchema.safeParse(given)
  if (parsed.success) return { env: parsed.data, problems: [] }
  const problems = new Map<string, string>() // the first word on a name says enough
  for (const { path, message } of parsed.error.issues) {
    const name = path.join('.')
    if (!problems.has(name)) problems.set(name, message)
    delete given[name]
  }
  return {
    env: environmentSchema.parse(given),
    problems: [...problems].map(([where, message]) => ({ where, message })),
  }
}
