import type {
  ChainStatus,
  Component,
  DependencyStatus,
  Enqueue,
  EventDraft,
  ReceiveEvent,
  TransactionSource,
} from '@org/events'
import type { RuntimeStorage } from '../builder.ts'

/** A component whose steps are written to a shared journal and can be made to fail. For tests of composition. */
export interface FakeComponent extends Component {
  die(error: Error): void
  end(): void
}

export interface FakeBehaviour {
  readonly failStart?: Error
  readonly failStop?: Error
  /** `start` never resolves. */
  readonly hangStart?: boolean
  /** `stop` never resolves. */
  readonly hangStop?: boolean
}

export function createFakeComponent(
  name: string,
  journal: string[],
  behaviour: FakeBehaviour = {},
): FakeComponent {
  const closed = Promise.withResolvers<void>()
  closed.promise.catch(() => {})
  return {
    name,
    closed: closed.promise,
    die: closed.reject,
    end: closed.resolve,
    async start() {
      journal.push(`${name} start`)
      if (behaviour.failStart !== undefined) throw behaviour.failStart
      if (behaviour.hangStart === true) await new Promise(() => {})
    },
    async stop() {
      journal.push(`${name} stop`)
      if (behaviour.failStop !== undefined) throw behaviour.failStop
      if (behaviour.hangStop === true) await new Promise(() => {})
      closed.resolve()
    },
  }
}

export interface FakeStorage extends FakeComponent, RuntimeStorage {
  readonly groups: EventDraft[][]
  /** Set by a test. */
  isFull: boolean
}

export function createFakeStorage(
  journal: string[],
  behaviour: FakeBehaviour & {
    readonly answer?: Enqueue
    readonly status?: readonly DependencyStatus[]
  } = {},
): FakeStorage {
  const groups: EventDraft[][] = []
  const storage: FakeStorage = {
    ...createFakeComponent('storage', journal, behaviour),
    groups,
    isFull: false,
    status: () => behaviour.status ?? [{ name: 'wal', state: 'up', detail: null }],
    tryEnqueue(group) {
      groups.push([...group])
      return behaviour.answer ?? 'accepted'
    },
    hasRoom: () => !storage.isFull,
  }
  return storage
}

export interface FakeSource extends Omit<FakeComponent, 'start'>, TransactionSource {
  emit(event: EventDraft): Enqueue
  /** What it was told to ask. */
  hasRoom(): boolean
}

export function createFakeSource(journal: string[], chains: readonly ChainStatus[] = []): FakeSource {
  const component = createFakeComponent('source', journal)
  let receive: ReceiveEvent | null = null
  let room: (() => boolean) | null = null
  return {
    ...component,
    async start(to, hasRoom) {
      receive = to
      room = hasRoom
      await component.start()
    },
    chains: () => chains,
    hasRoom: () => room?.() ?? false,
    emit(event) {
      if (receive === null) throw new Error('the fake source was not started')
      return receive(event)
    },
  }
}
