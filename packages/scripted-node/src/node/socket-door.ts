import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { BlindCause } from '../counts.ts'
import type { ConnectionFault } from '../script.ts'
import type { FaultList } from './fault-list.ts'
import type { AnswerQuestion } from './methods.ts'
import { type Question, readQuestion, reply, resultMember } from './question.ts'
import { Subscriber } from './subscriber.ts'
import type { Tally } from './tally.ts'

/** The WebSocket side of the node. */
export interface SocketDoor {
  /** The open ones. */
  readonly subscribers: ReadonlySet<Subscriber>
  /** To be called after anything that changes who can see. @param why where nobody is subscribed any more */
  sightChanged(why: BlindCause): void
}

export interface SocketDoorOptions {
  readonly server: Server
  readonly faults: FaultList<ConnectionFault>
  readonly tally: Tally
  readonly answer: AnswerQuestion
  readonly subscribe: (subscriber: Subscriber, question: Question) => void
  /** Whether pings are answered now. */
  readonly pongs: () => boolean
  /** Whether announcements are withheld from everybody now. */
  readonly silent: () => boolean
}

export function createSocketDoor(options: SocketDoorOptions): SocketDoor {
  const { tally, faults } = options
  const subscribers = new Set<Subscriber>()
  const websockets = new WebSocketServer({ noServer: true, autoPong: false, perMessageDeflate: false })
  let connections = 0

  const sightChanged = (why: BlindCause): void => {
    let sees = false
    let follows = false
    for (const subscriber of subscribers) {
      follows ||= subscriber.follows
      sees ||= subscriber.sees
    }
    tally.sight(sees && !options.silent(), follows ? 'silent' : why)
  }

  const onMessage = (subscriber: Subscriber, text: string): void => {
    if (subscriber.frozen) return
    let parsed: unknown
    try {
      parsed = JSON.parse(text)
    } catch {
      return
    }
    const questions = (Array.isArray(parsed) ? parsed : [parsed]).map(readQuestion)
    for (const question of questions) {
      tally.question(question.method)
      if (question.method === 'eth_subscribe') options.subscribe(subscriber, question)
      else if (question.method === 'eth_unsubscribe') unsubscribe(subscriber, question)
      else subscriber.send(reply(question.id, options.answer(question)), 'reply')
    }
  }
  const unsubscribe = (subscriber: Subscriber, question: Question): void => {
    const id = String(question.params[0])
    const subscription = subscriber.subscriptions.get(id)
    subscriber.subscriptions.delete(id)
    if (subscription !== undefined) tally.unsubscribed(subscriber.number, subscription.kind)
    subscriber.send(reply(question.id, resultMember(String(subscription !== undefined))), 'reply')
    sightChanged('unsubscribed')
  }

  const onConnection = (ws: WebSocket, socket: Socket, fault: ConnectionFault | null): void => {
    const number = ++connections
    const subscriber = new Subscriber(number, ws, socket, tally, fault, () => sightChanged('half-open'))
    subscribers.add(subscriber)
    tally.connected(number)
    ws.on('message', (data) => onMessage(subscriber, String(data)))
    ws.on('ping', (data) => {
      tally.ping()
      if (options.pongs() && !subscriber.frozen) ws.pong(data)
    })
    ws.on('error', () => {})
    ws.on('close', () => {
      subscribers.delete(subscriber)
      tally.closed(number)
      sightChanged('closed')
    })
    subscriber.applyFault()
  }

  options.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    // One that goes away in the middle is no error of the node.
    socket.on('error', () => {})
    socket.setNoDelay(true)
    tally.upgrade()
    const fault = faults.find(() => true)
    if (fault?.kind === 'no-upgrade') return
    if (fault?.kind === 'rejected') {
      tally.status(fault.status)
      socket.end(`HTTP/1.1 ${fault.status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    websockets.handleUpgrade(request, socket, head, (ws) => onConnection(ws, socket, fault))
  })

  return { subscribers, sightChanged }
}
