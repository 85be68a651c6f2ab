import type { Session } from './session.ts'
import type { StreamFilter } from './stream-filter.ts'
import type { Wording } from './wording.ts'

/** Clients that get the same bytes: equal filters, in the same wording. */
export interface Group {
  readonly filter: StreamFilter
  readonly wording: Wording
  readonly sessions: ReadonlySet<Session>
}

/** All groups that have somebody in them. May change while it is walked through. */
export interface Groups {
  join(session: Session): void
  leave(session: Session): void
  all(): Iterable<Group>
}

export function createGroups(): Groups {
  const groups = new Map<string, Group & { readonly sessions: Set<Session> }>()
  const keyOf = ({ wording, filter }: Session): string => `${wording.name}|${filter.key}`
  return {
    join(session) {
      const key = keyOf(session)
      let group = groups.get(key)
      if (group === undefined) {
        group = { filter: session.filter, wording: session.wording, sessions: new Set() }
        groups.set(key, group)
      }
      group.sessions.add(session)
    },
    leave(session) {
      const key = keyOf(session)
      const group = groups.get(key)
      if (group?.sessions.delete(session) && group.sessions.size === 0) groups.delete(key)
    },
    all: () => groups.values(),
  }
}
