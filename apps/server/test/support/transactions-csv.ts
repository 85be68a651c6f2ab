const HEADER =
  'timestamp_ms,hash,chain_id,from,to,value,nonce,gas,gas_price,gas_tip_cap,gas_fee_cap,data_size,data_4bytes,sources,included_at_block_height,included_block_timestamp_ms,inclusion_delay_ms,tx_type'

/** A day file of plain transfers, a millisecond apart, as mempool-dumpster writes it. */
export function transactionsCsv(fromMs: number, count: number): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const hash = index.toString(16).padStart(64, '0')
    return `${fromMs + index},0x${hash},1,0x${'a1'.repeat(20)},0x${'b2'.repeat(20)},1,${index},21000,30,2,30,0,,local,0,0,0,2\n`
  })
  return `${HEADER}\n${lines.join('')}`
}
