import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault, FaultCounts, FaultPlan } from './fault.ts'
import { answerCut, answerWith, forward, forwardCut, type HeldRequest, readAll } from './forward.ts'

/** HTTP in front of a ClickHouse, with the faults that a network, a load balancer or a dying server has. */
export interface FaultProxy extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** From the next request on. Resolves when it holds: the port is closed, or open again. */
  set(plan: FaultPlan | Fault): Promise<void>
  counts(): FaultCounts
  stop(): Promise<void>
}

const PASS: FaultPlan = { fault: { kind: 'pass' } }
const CLICKHOUSE_HEAD = { 'X-ClickHouse-Query-Id': 'planted', 'Content-Type': 'application/octet-stream' }
const EXCEPTION =
  'Code: 241. DB::Exception: planted: memory limit exceeded. (MEMORY_LIMIT_EXCEEDED) (version 26.7.2.1)\n'

/** Starts a proxy in this process in front of the server at `target`. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { hostname: host, port } = new URL(target)
  const upstream = { host, port: Number(port) }
  const counted = { requests: 0, inserts: 0, struck: 0, abandoned: 0 }
  let plan: FaultPlan = PASS
  let passes = 0
  let left = Number.POSITIVE_INFINITY
  let server = await listen(0)
  const ownPort = (server.address() as AddressInfo).port // a TCP server has one

  async function listen(onPort: number): Promise<Server> {
    const created = createServer((message, response) => {
      readAll(message)
        .then((body) => handle({ message, body }, response))
        // A side that went away: the other hears of it as a closed connection.
        .catch(() => response.destroy())
    })
    created.listen(onPort, '127.0.0.1')
    await once(created, 'listening')
    return created
  }

  function faultFor(isInsert: boolean): Fault {
    if ((plan.only === 'inserts' && !isInsert) || left <= 0 || plan.fault.kind === 'pass')
      return { kind: 'pass' }
    if (passes > 0) {
      passes -= 1
      return { kind: 'pass' }
    }
    left -= 1
    counted.struck += 1
    return plan.fault
  }

  async function handle(request: HeldRequest, response: ServerResponse): Promise<void> {
    // The data of an insert is in the body and its statement in the address.
    const isInsert = /[?&]query=INSERT/i.test(request.message.url ?? '')
    counted.requests += 1
    if (isInsert) counted.inserts += 1
    const fault = faultFor(isInsert)
    switch (fault.kind) {
      case 'pass':
        answerWith(response, await forward(request, upstream))
        return
      case 'slow':
        await sleep(fault.delayMs)
        answerWith(response, await forward(request, upstream))
        return
      case 'down':
        response.destroy()
        return
      case 'hang':
        response.once('close', () => {
          counted.abandoned += 1
        })
        return
      case 'status':
        response.writeHead(fault.status).end('planted: no server is ready\n')
        return
      case 'cut-request':
        await forwardCut(request, upstream, fault.bytes)
        response.destroy()
        return
      case 'cut-answer':
        answerCut(response, await forward(request, upstream), fault.bytes)
        return
      case 'garbage':
        response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Welcome to the hotel</html>\n')
        return
      case 'empty':
        response.writeHead(200).end()
        return
      case 'error-in-body':
        response.writeHead(200, CLICKHOUSE_HEAD)
        response.end(EXCEPTION)
        return
    }
  }

  async function close(): Promise<void> {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }

  return {
    url: `http://127.0.0.1:${ownPort}`,
    async set(next) {
      plan = 'fault' in next ? next : { fault: next }
      passes = plan.after ?? 0
      left = plan.times ?? Number.POSITIVE_INFINITY
      if (plan.fault.kind === 'down') await close()
      else if (!server.listening) server = await listen(ownPort)
    },
    counts: () => ({ ...counted }),
    stop: close,
    [Symbol.asyncDispose]: close,
  }
}
