import type { Address } from '@org/events'
import type { Call } from './decoding.ts'

/** SwapRouter02 and the Universal Router read this recipient as "the sender". */
const MSG_SENDER = `0x${'0'.repeat(39)}1`
/** … and this one as "the router itself", which passes the tokens on later. */
const ADDRESS_THIS = `0x${'0'.repeat(39)}2`

/** Who receives, with the routers' two placeholders resolved; `null` for the router itself. */
export function routerRecipient(recipient: Address, call: Call): Address | null {
  if (recipient === MSG_SENDER) return call.sender
  return recipient === ADDRESS_THIS || recipient === call.to ? null : recipient
}

/** True when the router keeps what it gets, for a later step. */
export function isRouterItself(recipient: Address): boolean {
  return recipient === ADDRESS_THIS
}
