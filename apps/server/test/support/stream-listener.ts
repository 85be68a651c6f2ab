import { type IncomingMessage, request } from 'node:http'
import { WebSocket } from 'ws'

/** A client of either stream that keeps the numbers of what it hears, and looks at nothing else. */
export interface StreamListener {
  readonly seqs: number[]
  /** How far the log was looked at for it: what it resumes with. */
  position(): number
  /** Code of the end; 0 without one. */
  readonly ended: Promise<number>
  /** Reads nothing any more, until `wake`. */
  sleep(): void
  wake(): void
  /** Leaves without a word. */
  cut(): void
}

/** @param query without the position @param from resume after it */
export type Listen = (url: string, query: string, from?: number) => Promise<StreamListener>

const LINE = /\{"seq":(\d+),/g

/** Over `GET /stream`. */
export const listenWs: Listen = async (url, query, from) => {
  const position = from === undefined ? '' : `&from_seq=${from}`
  const socket = new WebSocket(`${url.replace('http', 'ws')}/stream?${query}${position}`)
  const seqs: number[] = []
  let reached = from ?? 0
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.on('message', (data) => {
      const text = String(data)
      if (text.startsWith('{"op":"hello"')) resolve()
      if (!text.startsWith('{"op":"events"')) return
      for (const [, seq] of text.matchAll(LINE)) seqs.push(Number(seq))
      reached = Number(/"last_seq":(\d+)/.exec(text)?.[1])
    })
  })
  const ended = new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)))
  await opened
  socket.on('error', () => {}) // `ended` tells
  return {
    seqs,
    position: () => reached,
    ended,
    sleep: () => socket.pause(),
    wake: () => socket.resume(),
    cut: () => socket.terminate(),
  }
}

/** Over `GET /dashboard/events-v1`. */
export const listenSse: Listen = async (url, query, from) => {
  const headers = from === undefined ? {} : { 'last-event-id': String(from) }
  const asked = request(`${url}/dashboard/events-v1?${query}`, { headers })
  asked.end()
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve).once('error', reject)
  })
  asked.on('error', () => {}) // `ended` tells
  const seqs: number[] = []
  let reached = from ?? 0
  let code = 0
  let text = ''
  response.setEncoding('utf8').on('data', (chunk: string) => {
    const blocks = (text + chunk).split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const [, seq] = /^data: \{"seq":(\d+),/m.exec(block) ?? []
      if (seq !== undefined) seqs.push(Number(seq))
      reached = Number(/^id: (\d+)$/m.exec(block)?.[1] ?? reached)
      code = Number(/^data: \{"op":"close","code":(\d+)/m.exec(block)?.[1] ?? code)
    }
  })
  response.on('error', () => {}) // `ended` tells
  const ended = new Promise<number>((resolve) => response.once('close', () => resolve(code)))
  await new Promise((resolve) => response.once('data', resolve))
  return {
    seqs,
    position: () => reached,
    ended,
    sleep: () => void response.pause(),
    wake: () => void response.resume(),
    cut: () => void asked.destroy(),
  }
}
