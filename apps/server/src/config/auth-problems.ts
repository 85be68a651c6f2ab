import type { Environment } from './environment.ts'
import type { ConfigProblem } from './problem.ts'

/** Authentication that is half set: it would let everyone in, or no one. */
export function authProblems(env: Environment, environment: NodeJS.ProcessEnv): readonly ConfigProblem[] {
  if (env.VIZ_API_AUTH_ENABLED && env.VIZ_API_API_KEYS === undefined) {
    return [
      { where: 'VIZ_API_AUTH_ENABLED', message: 'is on, but there is no key: set VIZ_API_API_KEYS as well' },
    ]
  }
  // Switched off in so many words, keys may stay for later.
  const isOff = !env.VIZ_API_AUTH_ENABLED && (environment.VIZ_API_AUTH_ENABLED ?? '') === ''
  if (isOff && env.VIZ_API_API_KEYS !== undefined) {
    const message = 'is set, but nobody would be asked for a key: set VIZ_API_AUTH_ENABLED to 1, or to 0'
    return [{ where: 'VIZ_API_API_KEYS', message }]
  }
  return []
}
