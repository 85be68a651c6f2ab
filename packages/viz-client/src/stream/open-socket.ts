/** What a connection tells. */
export interface SocketHandlers {
  /** One text frame. */
  onMessage(text: string): void
  /** Called once; nothing is called after it. */
  onClose(code: number, reason: string): void
}

/**
 * Opens a WebSocket; the answer closes it. The handlers are called later, never within this call.
 * @param headers of the opening request; empty in browsers, which cannot send any
 */
export type OpenSocket = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  handlers: SocketHandlers,
) => { close(): void }

/** Over the `WebSocket` that browsers and Node have. */
export const openSocket: OpenSocket = (url, headers, handlers) => {
  // Node takes options where browsers take protocols.
  const options = { headers } as unknown as string[]
  const socket = Object.keys(headers).length === 0 ? new WebSocket(url) : new WebSocket(url, options)
  socket.onmessage = (message) => handlers.onMessage(String(message.data))
  socket.onclose = (event) => handlers.onClose(event.code, event.reason)
  return { close: () => socket.close() }
}

/** True where a WebSocket's opening request can carry headers. */
export function canSendHeaders(): boolean {
  // Looked up, not imported: a browser has none.
  const { process } = globalThis as { readonly process?: { readonly versions?: { readonly node?: string } } }
  return process?.versions?.node !== undefined
}
