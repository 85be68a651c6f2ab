import type { StoredEvent } from '@org/events'
import { headOf } from '../encoded-event.ts'
import type { LiveState } from '../memory/live-state.ts'
import { readStoredLine } from './stored-line.ts'
import type { LineRun } from './stored-lines.ts'

const LINE_FEED = 0x0a

/** Has the state take the lines of a run one by one, each when it is asked for; yields what was taken. */
export function* takeLines(
  state: LiveState,
  { buffer, start }: LineRun,
): Generator<StoredEvent, void, undefined> {
  for (let begin = start; begin < buffer.length; ) {
    const end = buffer.indexOf(LINE_FEED, begin)
    const event = readStoredLine(buffer.toString('utf8', begin, end))
    state.take(headOf(event.seq, event), event, buffer, begin, end)
    yield event
    begin = end + 1
  }
}
