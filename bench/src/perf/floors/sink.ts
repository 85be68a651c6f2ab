import { connect } from 'node:net'

// A process that connects, asks for a WebSocket where it was told so, and takes everything that comes.

const [port, kind] = process.argv.slice(2)
const UPGRADE = [
  'GET / HTTP/1.1',
  'host: 127.0.0.1',
  'connection: upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n')
const socket = connect(Number(port), '127.0.0.1', () => {
  if (kind === 'websocket') socket.write(UPGRADE)
})
socket.resume()
socket.on('error', () => process.exit())
socket.on('close', () => process.exit())
process.on('disconnect', () => process.exit())
