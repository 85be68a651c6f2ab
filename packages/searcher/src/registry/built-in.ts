import arbitrum from './data/arbitrum.json' with { type: 'json' }
import base from './data/base.json' with { type: 'json' }
import bsc from './data/bsc.json' with { type: 'json' }
import ethereum from './data/ethereum.json' with { type: 'json' }
import optimism from './data/optimism.json' with { type: 'json' }
import polygon from './data/polygon.json' with { type: 'json' }

/** The registry files of this package, one per chain. Each entry names where its address is documented. */
export const BUILT_IN_FILES: readonly { readonly name: string; readonly content: unknown }[] = [
  { name: 'ethereum', content: ethereum },
  { name: 'base', content: base },
  { name: 'optimism', content: optimism },
  { name: 'arbitrum', content: arbitrum },
  { name: 'polygon', content: polygon },
  { name: 'bsc', content: bsc },
]
