import {
  type OppDetectedData,
  type ScoreComponent,
  type Simulation,
  type SimulationData,
  type TokenMovement,
  type TokenMovementData,
  toWei,
} from '@org/events'
import { component } from './components.ts'

const SUCCESS_POINTS = 10
/** Share of the score that a transaction which reverts takes away, in percent. */
const REVERT_PERCENT = 80
const MOVEMENTS_NAMED = 4
/** Movements that an event carries. */
const MOVEMENTS_TOLD = 16

/**
 * The same opportunity with what a simulation of its transaction said: under the same id, and the sum of the points
 * is the score again. A second simulation replaces what the first one added.
 */
export function confirmOpportunity(found: OppDetectedData, simulation: Simulation): OppDetectedData {
  const before = found.simulation
  // What was added before stands at the end; components of the same names are of the strategy.
  const components = before === undefined ? found.components : found.components.slice(0, -addedBy(before))
  const reasons = before === undefined ? found.reasons : found.reasons.slice(0, -1)
  const base = components.reduce((sum, { points }) => sum + points, 0)
  const added = componentsOf(simulation, base)
  const first = added[0]
  return {
    ...found,
    score: added.reduce((sum, { points }) => sum + points, base),
    components: [...components, ...added],
    reasons: first === undefined ? reasons : [...reasons, first.reason],
    simulation: simulationData(simulation),
  }
}

/** How many components a simulation added. */
function addedBy({ gas_used, token_movements }: SimulationData): number {
  return 1 + (gas_used === null ? 0 : 1) + (token_movements === null ? 0 : 1)
}

function simulationData(simulation: Simulation): SimulationData {
  switch (simulation.outcome) {
    case 'success':
      return {
        outcome: 'success',
        block_number: simulation.blockNumber,
        gas_used: simulation.gasUsed,
        reason: null,
        token_movements: simulation.movements?.slice(0, MOVEMENTS_TOLD).map(movementData) ?? null,
      }
    case 'reverted':
      return {
        outcome: 'reverted',
        block_number: simulation.blockNumber,
        gas_used: simulation.gasUsed,
        reason: simulation.reason,
        token_movements: null,
      }
    case 'unknown':
      return {
        outcome: 'unknown',
        block_number: null,
        gas_used: null,
        reason: simulation.reason,
        token_movements: null,
      }
  }
}

function movementData({ token, from, to, amount }: TokenMovement): TokenMovementData {
  return { token, from, to, amount: toWei(amount) }
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
