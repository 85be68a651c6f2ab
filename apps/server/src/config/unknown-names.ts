import { environmentSchema } from './environment.ts'
import type { ConfigProblem } from './problem.ts'

/** Names with this prefix are ours alone, so one that is not known is a mistake. */
const OWN_PREFIX = 'VIZ_API_'

/** A problem for every name of ours that nothing reads, with the nearest known one. */
export function unknownNames(environment: NodeJS.ProcessEnv): readonly ConfigProblem[] {
  const known = Object.keys(environmentSchema.shape)
  return Object.keys(environment)
    .filter((name) => name.startsWith(OWN_PREFIX) && !known.includes(name))
    .sort()
    .map((name) => ({ where: name, message: `unknown name${suggestion(name, known)}` }))
}

function suggestion(name: string, known: readonly string[]): string {
  const near = known.find((candidate) => candidate.startsWith(name) || name.startsWith(candidate))
  return near === undefined ? '' : `; did you mean ${near}?`
}
