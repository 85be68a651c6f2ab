import type { OpenSocket, SocketHandlers, VizClientOptions } from '../../src/index.ts'

/** A connection as the server sees it. */
interface Connection {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly handlers: SocketHandlers
  closed: boolean
  greeted: boolean
  /** Everything up to here was sent. */
  sent: number
}

/** The server's side of `/stream` in memory, under a test's hand. Event `n` is `{"seq":n}`. */
export interface FakeServer {
  /** For the client under test. */
  readonly options: Pick<VizClientOptions, 'url' | 'openSocket' | 'fetch'>
  readonly connections: Connection[]
  /** The one that is open; fails without. */
  connection(): Connection
  /** Answers an opening request with hello, and what is due. */
  greet(): void
  /** Adds events and sends them to whoever was greeted; `hidden` only moves the position on. */
  append(count: number, hidden?: boolean): void
  /** Sends any message. */
  say(message: unknown): void
  drop(code?: number, reason?: string): void
  /** Becomes another node, with an own log of so many events. */
  replace(nodeId: string, events: number): void
  /** Forgets events before `seq`. */
  prune(seq: number): void
  latestSeq(): number
  /** Answers of HTTP, by method and path; without one there is no connection. */
  readonly answers: Map<string, () => Response>
  readonly asked: string[]
}

export function createFakeServer(): FakeServer {
  let nodeId = 'node-a'
  let latest = 0
  let oldest = 1
  const connections: Connection[] = []
  const answers = new Map<string, () => Response>()
  const asked: string[] = []

  const openSocket: OpenSocket = (url, headers, handlers) => {
    const connection: Connection = { url, headers, handlers, closed: false, greeted: false, sent: 0 }
    connections.push(connection)
    return {
      close() {
        connection.closed = true
      },
    }
  }

  function connection(): Connection {
    const last = connections.at(-1)
    if (last === undefined || last.closed) throw new Error('no connection is open')
    return last
  }

  function say(message: unknown): void {
    connection().handlers.onMessage(JSON.stringify(message))
  }

  function sendRest(hidden = false): void {
    const open = connection()
    const events = Array.from({ length: latest - open.sent }, (_, i) => ({ seq: open.sent + 1 + i }))
    open.sent = latest
    say({ op: 'events', last_seq: latest, events: hidden ? [] : events })
  }

  return {
    options: {
      url: 'http://server.test/',
      openSocket,
      fetch: async (input, init) => {
        const url = new URL(String(input))
        asked.push(`${init?.method} ${url.pathname}${url.search}`)
        const answer = answers.get(`${init?.method} ${url.pathname}`)
        if (answer === undefined) throw new TypeError('fetch failed')
        return answer()
      },
    },
    connections,
    connection,
    answers,
    asked,
    say,
    latestSeq: () => latest,
    greet() {
      const open = connection()
      open.greeted = true
      const asked = open.url.searchParams.get('from_seq')
      const from = asked === null ? latest : Number(asked)
      open.sent = Math.min(Math.max(from, oldest - 1), latest)
      say({ op: 'hello', node_id: nodeId, latest_seq: latest, oldest_seq: oldest })
      if (open.closed) return
      const reason = from > latest ? 'ahead' : 'too_old'
      if (open.sent !== from) say({ op: 'reset', reason, requested_seq: from, last_seq: open.sent })
      if (open.sent < latest) sendRest()
    },
    append(count, hidden) {
      latest += count
      const open = connections.at(-1)
      if (open?.greeted === true && !open.closed) sendRest(hidden)
    },
    drop(code = 1006, reason = '') {
      const open = connection()
      open.closed = true
      open.handlers.onClose(code, reason)
    },
    replace(id, events) {
      nodeId = id
      latest = events
      oldest = 1
    },
    prune(seq) {
      oldest = seq
    },
  }
}
