import type { EncodedEvent } from '@org/events'

/** The fields of an event, also those that are read when asked for. */
export const plainEvent = ({ seq, chainId, kind, score, line }: EncodedEvent): EncodedEvent => ({
  seq,
  chainId,
  kind,
  score,
  line,
})
