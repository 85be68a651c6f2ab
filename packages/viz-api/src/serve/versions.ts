import type { VizApiPorts } from '../options.ts'
import { snapshotVersion } from '../routes/dashboard.ts'
import type { RouteInput, RouteName } from '../schema/route-table.ts'
import type { Version } from './shared-answers.ts'

/** What the answers of routes depend on beside their parameters; `null`: on something that has no number. */
export type Versions = {
  readonly [Name in RouteName]?: (input: RouteInput<Name>) => Version | null
}

/** Routes whose answers come from the views in memory: they hold until the next event. */
export function createVersions(ports: VizApiPorts): Versions {
  const revision = (): number => ports.models.revision()
  return {
    snapshot: (input) => snapshotVersion(ports, input),
    // A further page may be of ClickHouse.
    transactions: ({ query }) => (query.cursor === undefined ? revision() : null),
    featureCounts: revision,
    recentFeatures: revision,
    opportunities: revision,
    rankedOpportunities: revision,
  }
}
