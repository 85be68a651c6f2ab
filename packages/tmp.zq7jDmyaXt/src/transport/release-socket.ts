import { WebSocket } from 'ws'

/** How long the node may take to answer the closing handshake. */
const CLOSE_TIMEOUT_MS = 500

/** A polite close, then the axe; resolves when the socket is gone. Its listeners hear nothing more. */
export async function releaseSocket(socket: WebSocket): Promise<void> {
  socket.removeAllListeners()
  // Without a listener an error would be thrown at the process.
  socket.on('error', () => {})
  if (socket.readyState === WebSocket.CLOSED) return
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const axe = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS)
  if (socket.readyState === WebSocket.OPEN) socket.close(1000)
  else socket.terminate()
  await closed
  clearTimeout(axe)
}
