import { pendingBody } from './block.ts'
import type { Chain } from './chain.ts'
import type { Entry, Ledger } from './ledger.ts'

/**
 * The pool as `txpool_content` answers it: by sender and nonce, `pending` what follows the nonce on the chain without
 * a gap, `queued` the rest. Of two with the same nonce the later one stands.
 */
export function poolText(ledger: Ledger, chain: Chain): string {
  const bySender = new Map<string, Map<number, Entry>>()
  for (const entry of ledger.all()) {
    if (!entry.pooled || entry.tx === null) continue
    let own = bySender.get(entry.tx.from)
    if (own === undefined) {
      own = new Map()
      bySender.set(entry.tx.from, own)
    }
    own.set(entry.tx.nonce, entry)
  }
  const pending: string[] = []
  const queued: string[] = []
  for (const [sender, own] of bySender) {
    const ready: string[] = []
    const waiting: string[] = []
    let next: number | null = null
    for (const nonce of [...own.keys()].sort((a, b) => a - b)) {
      const tx = own.get(nonce)?.tx
      if (tx === undefined || tx === null) continue
      next ??= chain.nonceOf(tx.from)
      const isReady: boolean = nonce === next
      if (isReady) next++
      ;(isReady ? ready : waiting).push(`"${nonce}":${pendingBody(tx.members)}`)
    }
    if (ready.length > 0) pending.push(`"${sender}":{${ready.join(',')}}`)
    if (waiting.length > 0) queued.push(`"${sender}":{${waiting.join(',')}}`)
  }
  return `{"pending":{${pending.join(',')}},"queued":{${queued.join(',')}}}`
}
