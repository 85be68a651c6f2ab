import type { Json, StoredEvent } from '@org/events'
import { encodedEvent } from '../encoded-event.ts'
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
    const line = buffer.toString('utf8', begin, end) as Json<StoredEvent> // as the writer wrote it
    const event = readStoredLine(line)
    state.take(encodedEvent(event.seq, event, line), event, buffer, begin, end)
    yield event
    begin = end + 1
  }
}
