import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Random } from '../random.ts'
import type { HttpFault, RetryAfter } from '../script.ts'
import type { HttpAnswer } from './answer-request.ts'
import type { FaultList } from './fault-list.ts'
import { errorMember, type Question, readQuestion, reply } from './question.ts'
import type { Tally } from './tally.ts'

/** The HTTP side of the node. */
export interface HttpDoor {
  /** Not listening yet; the WebSocket side shares it. */
  readonly server: Server
  /** Answers what was held back. */
  release(): void
}

export interface HttpDoorOptions {
  readonly answer: (questions: readonly Question[], isBatch: boolean) => HttpAnswer
  readonly faults: FaultList<HttpFault>
  readonly tally: Tally
  readonly random: Random
  /** Unix milliseconds, for dates. */
  readonly nowMs: () => number
}

/** Idle connections stay: a client that reuses one must not find it closed. */
const KEEP_ALIVE_MS = 600_000

export function createHttpDoor(options: HttpDoorOptions): HttpDoor {
  const { faults, tally } = options
  let held: (() => void)[] = []

  const send = (
    response: ServerResponse,
    status: number,
    text: string,
    retryAfter: RetryAfter | null,
  ): void => {
    if (retryAfter !== null) response.setHeader('retry-after', retryAfterText(retryAfter, options.nowMs()))
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    })
    tally.status(status)
    response.end(text)
  }
  const answer = (response: ServerResponse, questions: readonly Question[], isBatch: boolean): void => {
    const { status, text, retryAfter } = options.answer(questions, isBatch)
    send(response, status, text, retryAfter)
  }

  const respond = (response: ServerResponse, questions: readonly Question[], isBatch: boolean): void => {
    const method = questions[0]?.method ?? ''
    const matches = (fault: HttpFault): boolean =>
      fault.methods === undefined || fault.methods.includes(method)
    let delayMs = 0
    for (const delay of faults.findAll((fault) => fault.kind === 'delay' && matches(fault))) {
      if (delay.kind === 'delay') delayMs += delay.ms + options.random.share() * (delay.jitterMs ?? 0)
    }
    const fault = faults.find((candidate) => candidate.kind !== 'delay' && matches(candidate))
    const act = (): void => {
      if (fault === null) answer(response, questions, isBatch)
      else misbehave(response, fault, questions, isBatch)
    }
    if (delayMs > 0) setTimeout(act, delayMs)
    else act()
  }

  const misbehave = (
    response: ServerResponse,
    fault: HttpFault,
    questions: readonly Question[],
    isBatch: boolean,
  ): void => {
    switch (fault.kind) {
      case 'delay':
        return
      case 'status':
        send(response, fault.status, fault.text ?? '', fault.retryAfter ?? null)
        return
      case 'text':
        send(response, 200, fault.text, null)
        return
      case 'truncated': {
        const { text } = options.answer(questions, isBatch)
        send(response, 200, text.slice(0, text.length / 2), null)
        return
      }
      case 'trickle': {
        tally.status(0)
        const timer = setInterval(() => response.write(' '), fault.everyMs)
        response.on('close', () => clearInterval(timer))
        return
      }
      case 'reset':
        tally.status(0)
        response.socket?.resetAndDestroy()
        return
      case 'held':
        held.push(() => answer(response, questions, isBatch))
    }
  }

  const onRequest = (response: ServerResponse, text: string): void => {
    let parsed: unknown
    try {
      parsed = JSON.parse(text)
    } catch {
      send(response, 400, reply('null', errorMember(-32_700, 'parse error')), null)
      return
    }
    const isBatch = Array.isArray(parsed)
    const questions = (Array.isArray(parsed) ? parsed : [parsed]).map(readQuestion)
    tally.batch(questions[0]?.method ?? '', questions.length)
    for (const { method } of questions) tally.question(method)
    if (faults.any) respond(response, questions, isBatch)
    else answer(response, questions, isBatch)
  }

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    // A client that goes away in the middle is no error of the node.
    response.on('error', () => {})
    readText(request, (text) => onRequest(response, text))
  })
  return {
    server,
    release() {
      const waiting = held
      held = []
      for (const go of waiting) go()
    },
  }
}

function retryAfterText({ form, seconds }: RetryAfter, nowMs: number): string {
  return form === 'seconds' ? String(seconds) : new Date(nowMs + seconds * 1000).toUTCString()
}

function readText(request: IncomingMessage, done: (text: string) => void): void {
  let text = ''
  request.setEncoding('latin1')
  request.on('data', (chunk: string) => {
    text += chunk
  })
  request.on('error', () => {})
  request.on('end', () => done(text))
}
