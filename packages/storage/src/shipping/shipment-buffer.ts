/** What a first shipment needs at 1,000 events/s. */
const FIRST_BYTES = 256 * 1024

/**
 * One buffer for one shipment after the other: the next may begin only when the one before is done with. It grows to
 * the largest and stays, since a new one for each would have the garbage collector mark the heap every few seconds.
 */
export interface ShipmentBuffer {
  /** So many bytes to write to, at least. */
  room(bytes: number): Buffer
}

export function createShipmentBuffer(): ShipmentBuffer {
  let buffer = Buffer.allocUnsafeSlow(0)
  return {
    room(bytes) {
      if (buffer.length < bytes)
        buffer = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, 2 ** Math.ceil(Math.log2(bytes))))
      return buffer
    },
  }
}
