import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'

/** A request whose body was read. */
export interface HeldRequest {
  readonly message: IncomingMessage
  readonly body: Buffer
}

/** Where requests go. */
export interface Upstream {
  readonly host: string
  readonly port: number
}

/** The whole answer of a server. */
export interface HeldAnswer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

export async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer) // no encoding is set: chunks are buffers
  return Buffer.concat(chunks)
}

/** Hands a request on and waits for the whole answer. @throws when the server cannot be reached or goes away */
export function forward({ message, body }: HeldRequest, upstream: Upstream): Promise<HeldAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ ...upstream, ...lineOf(message) }, (answer) => {
      readAll(answer).then(
        (content) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: content }),
        reject,
      )
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Sends the head of a request and so many bytes of its body, and closes the connection. */
export function forwardCut({ message, body }: HeldRequest, upstream: Upstream, bytes: number): Promise<void> {
  return new Promise((resolve) => {
    const outgoing = httpRequest({ ...upstream, ...lineOf(message) })
    outgoing.on('error', () => {})
    outgoing.on('close', resolve)
    outgoing.setHeader('content-length', body.length)
    outgoing.write(body.subarray(0, bytes), () => outgoing.destroy())
  })
}

export function answerWith(response: ServerResponse, { status, headers, body }: HeldAnswer): void {
  response.writeHead(status, { ...whole(headers), 'content-length': body.length })
  response.end(body)
}

/** Begins an answer and closes the connection within it. */
export function answerCut(
  response: ServerResponse,
  { status, headers, body }: HeldAnswer,
  bytes: number,
): void {
  if (bytes === 0) {
    response.destroy()
    return
  }
  response.writeHead(status, { ...whole(headers), 'content-length': Math.max(body.length, bytes + 1) })
  response.write(body.subarray(0, bytes), () => response.destroy())
}

function lineOf(message: IncomingMessage) {
  return { method: message.method ?? 'GET', path: message.url ?? '/', headers: whole(message.headers) }
}

/** The headers of a message that goes on in one piece, over a connection of its own. */
function whole({ 'transfer-encoding': _, connection: __, ...headers }: IncomingMessage['headers']) {
  return headers
}
