import { blocks } from './blocks.ts'
import type { EventTable } from './event-table.ts'
import { features } from './features.ts'
import { gaps } from './gaps.ts'
import { lifecycle } from './lifecycle.ts'
import { opportunities } from './opportunities.ts'
import { sightings } from './sightings.ts'
import { transactions } from './transactions.ts'

/** Tables with one row for each event of their kinds. */
export const ROW_TABLES: readonly EventTable[] = [sightings, features, opportunities, lifecycle, blocks, gaps]

/** Every table that is made from events. */
export const EVENT_TABLES: readonly EventTable[] = [transactions, ...ROW_TABLES]
