export interface SocketHandlers {
  /** One text frame. */
  onMessage(text: string): void
  /** Called once; nothing is called after it. */
  onClose(reason: string): void
}

/** Opens a connection; the answer closes it. The handlers are called later, never within this call. */
export type OpenSocket = (path: string, handlers: SocketHandlers) => { close(): void }

/** A WebSocket to the page's own origin. */
export const openSocket: OpenSocket = (path, handlers) => {
  const url = new URL(path, location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(url)
  socket.onmessage = (message) => handlers.onMessage(String(message.data))
  socket.onclose = (event) => handlers.onClose(closeText(event.code, event.reason))
  return { close: () => socket.close() }
}

function closeText(code: number, reason: string): string {
  if (reason !== '') return `${reason} (${code})`
  switch (code) {
    case 1001:
      return 'the server is stopping'
    case 1006:
      return 'the connection was lost'
    case 1013:
      return 'this page read too slowly'
    default:
      return `the connection was closed (${code})`
  }
}
