import { createServer } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'

// A node that announces as fast as it is told and answers batches from a template: a child process of the benchmark.
// Messages from the parent: { rate, seconds } announces for so long; the answer is { announced }.

const CHAIN_ID = 31_337
/** Announcements are sent in slices of this many milliseconds. */
const TICK_MS = 5
/** Calldata of a V2 swap for WETH of mainnet. */
const INPUT = `0x7ff36ab5${'0'.repeat(63)}1${'0'.repeat(62)}80${'0'.repeat(24)}${'ab'.repeat(20)}${'0'.repeat(56)}ee6b2800${'0'.repeat(63)}2${'0'.repeat(24)}c02aaa39b223fe8d0a0e5c4f27ead9083c756cc2${'0'.repeat(24)}${'a0'.repeat(20)}`

let next = 0
let subscriber: WebSocket | null = null

const hashOf = (index: number): string => `0x${(0xb0000000 + index).toString(16).padStart(64, '5')}`

const bodyOf = (hash: string): string => {
  const nonce = (Number.parseInt(hash.slice(-8), 16) - 0xb0000000).toString(16)
  return `{"hash":"${hash}","type":"0x2","chainId":"0x7a69","nonce":"0x${nonce}","from":"0x${'11'.repeat(20)}","to":"0x${'22'.repeat(20)}","value":"0x22b1c8c1227a0000","gas":"0x3d090","gasPrice":"0x4a817c800","maxFeePerGas":"0x4a817c800","maxPriorityFeePerGas":"0x77359400","input":"${INPUT}","accessList":[],"blockHash":null,"blockNumber":null,"transactionIndex":null,"v":"0x1","r":"0x${'33'.repeat(32)}","s":"0x${'44'.repeat(32)}","yParity":"0x1"}`
}

interface Request {
  readonly id: number
  readonly method: string
  readonly params: readonly unknown[]
}

function answer(request: Request): string {
  const head = `{"jsonrpc":"2.0","id":${request.id},"result":`
  switch (request.method) {
    case 'eth_chainId':
      return `${head}"0x${CHAIN_ID.toString(16)}"}`
    case 'eth_getTransactionByHash':
      return `${head}${bodyOf(String(request.params[0]))}}`
    case 'eth_subscribe':
      return `${head}"${request.params[0] === 'newHeads' ? '0x2' : '0x1'}"}`
    default:
      return `{"jsonrpc":"2.0","id":${request.id},"error":{"code":-32601,"message":"method not found"}}`
  }
}

const server = createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  request.on('end', () => {
    const body = JSON.parse(text) as Request | Request[] // the benchmarked client's own requests
    response.setHeader('content-type', 'application/json')
    response.end(Array.isArray(body) ? `[${body.map(answer).join(',')}]` : answer(body))
  })
})

new WebSocketServer({ server }).on('connection', (socket) => {
  socket.on('message', (data) => {
    const request = JSON.parse(String(data)) as Request // as above
    socket.send(answer(request))
    if (request.method === 'eth_subscribe' && request.params[0] === 'newPendingTransactions')
      subscriber = socket
  })
})

function announce(rate: number, seconds: number): void {
  const began = performance.now()
  const from = next
  const timer = setInterval(() => {
    const elapsed = Math.min((performance.now() - began) / 1000, seconds)
    const due = from + Math.round(elapsed * rate)
    for (; next < due; next += 1) {
      subscriber?.send(
        `{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x1","result":"${hashOf(next)}"}}`,
      )
    }
    if (elapsed < seconds) return
    clearInterval(timer)
    process.send?.({ announced: next - from })
  }, TICK_MS)
}

process.on('message', (message: { rate: number; seconds: number }) => announce(message.rate, message.seconds))
process.on('disconnect', () => process.exit(0))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.send?.({ port: address.port })
})
