import type { OppDetectedData, ScoreComponent, Simulation, TokenMovement } from '@org/events'
import { component } from './components.ts'

const SUCCESS_POINTS = 10
/** Share of the score that a transaction which reverts takes away, in percent. */
const REVERT_PERCENT = 80
const MOVEMENTS_NAMED = 4
/** Names of the components that a simulation adds. */
const ADDED: ReadonlySet<string> = new Set(['simulation', 'gas_used', 'token_movements'])

/**
 * The same opportunity with what a simulation of its transaction said: under the same id, and the sum of the points
 * is the score again. A second simulation replaces what the first one added.
 */
export function confirmOpportunity(found: OppDetectedData, simulation: Simulation): OppDetectedData {
  const components = found.components.filter(({ name }) => !ADDED.has(name))
  const base = components.reduce((sum, { points }) => sum + points, 0)
  const added = componentsOf(simulation, base)
  const first = added[0]
  return {
    ...found,
    score: added.reduce((sum, { points }) => sum + points, base),
    components: [...components, ...added],
    reasons: [
      ...found.reasons.filter((reason) => !reason.startsWith('simulated')),
      ...(first === undefined ? [] : [first.reason]),
    ],
  }
}

function componentsOf(simulation: Simulation, base: number): ScoreComponent[] {
  switch (simulation.outcome) {
    case 'success': {
      const { blockNumber, gasUsed, movements } = simulation
      const added = [
        component(
          'simulation',
          blockNumber,
          SUCCESS_POINTS,
          Math.min(SUCCESS_POINTS, 100 - base),
          `simulated on block ${blockNumber}: it succeeds`,
        ),
      ]
      if (gasUsed !== null) added.push(component('gas_used', gasUsed, 0, 0, `it takes ${gasUsed} gas`))
      if (movements !== null) {
        added.push(component('token_movements', movements.length, 0, 0, describe(movements)))
      }
      return added
    }
    case 'reverted': {
      const { blockNumber, gasUsed, reason } = simulation
      const added = [
        component(
          'simulation',
          blockNumber,
          SUCCESS_POINTS,
          -Math.round((base * REVERT_PERCENT) / 100) + 0,
          `simulated on block ${blockNumber}: it reverts (${reason})`,
        ),
      ]
      if (gasUsed !== null) added.push(component('gas_used', gasUsed, 0, 0, `it takes ${gasUsed} gas`))
      return added
    }
    case 'unknown':
      return [component('simulation', 0, SUCCESS_POINTS, 0, `simulated: unknown (${simulation.reason})`)]
  }
}

function describe(movements: readonly TokenMovement[]): string {
  if (movements.length === 0) return 'no tokens move'
  const named = movements
    .slice(0, MOVEMENTS_NAMED)
    .map(({ token, from, to, amount }) => `${amount} of ${token ?? 'the native coin'} from ${from} to ${to}`)
  const more = movements.length - named.length
  return `${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}`
}
