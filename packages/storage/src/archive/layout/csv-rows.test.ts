import { describe, expect, test } from 'vitest'
import type { Placed } from './archive-row.ts'
import { readCsv } from './csv-reader.ts'
import { sightingRows, transactionRows } from './csv-rows.ts'

async function rowsOf<Row>(
  text: string,
  read: (records: ReturnType<typeof readCsv>, file: string) => AsyncIterable<Placed<Row>>,
): Promise<Placed<Row>[]> {
  async function* source() {
    yield text
  }
  const rows: Placed<Row>[] = []
  for await (const row of read(readCsv(source()), 'day.csv')) rows.push(row)
  return rows
}

const HEADER =
  'timestamp_ms,hash,chain_id,from,to,value,nonce,gas,gas_price,gas_tip_cap,gas_fee_cap,data_size,data_4bytes,sources,included_at_block_height,included_block_timestamp_ms,inclusion_delay_ms,tx_type'
const LINE = '1700000000000,0xh,1,0xf,0xt,5,6,7,8,9,10,11,0x01020304,local apool,12,13,-14,2'

describe('transactionRows', () => {
  test('reads a day file with and without its header', async () => {
    const row = {
      timestampMs: '1700000000000',
      hash: '0xh',
      chainId: '1',
      txType: '2',
      from: '0xf',
      to: '0xt',
      value: '5',
      nonce: '6',
      gas: '7',
      gasPrice: '8',
      gasTipCap: '9',
      gasFeeCap: '10',
      dataSize: '11',
      data4Bytes: '0x01020304',
      sources: ['local', 'apool'],
      includedAtBlockHeight: '12',
      includedBlockTimestampMs: '13',
      inclusionDelayMs: '-14',
      rawTx: '',
      input: '',
    }
    expect(await rowsOf(`${HEADER}\n${LINE}\n`, transactionRows)).toEqual([{ place: 2, row }])
    expect(await rowsOf(`${LINE}\r\n`, transactionRows)).toEqual([{ place: 1, row }])
  })

  test.each([
    ['without a type', 17],
    ['without inclusion', 14],
    ['without sources', 13],
  ])('reads an older file: %s', async (_, count) => {
    const cut = LINE.split(',').slice(0, count).join(',')
    const header = HEADER.split(',').slice(0, count).join(',')
    const [row] = await rowsOf(`${header}\n${cut}\n`, transactionRows)
    expect(row?.row).toMatchObject({ hash: '0xh', txType: '', sources: count > 13 ? ['local', 'apool'] : [] })
    expect(await rowsOf(cut, transactionRows)).toEqual([{ ...row, place: 1 }])
  })

  test('finds columns by name, in either spelling and any order, and passes over others', async () => {
    const [row] = await rowsOf('hash,colour,Timestamp,chainId,gasFeeCap\n0xh,red,17,5,6\n', transactionRows)
    expect(row?.row).toMatchObject({ hash: '0xh', timestampMs: '17', chainId: '5', gasFeeCap: '6', from: '' })
  })

  test('reads the file of a collector', async () => {
    const [row] = await rowsOf('1700000000000,0xh,0x02f8\n', transactionRows)
    expect(row?.row).toMatchObject({ hash: '0xh', rawTx: '0x02f8' })
  })

  test('a line with another number of fields costs only itself', async () => {
    const rows = await rowsOf(`${HEADER}\n${LINE},\n${LINE}\n`, transactionRows)
    expect(rows.map(({ place, row }) => [place, row?.hash])).toEqual([
      [2, undefined],
      [3, '0xh'],
    ])
  })

  test.each([
    ['prose', 'hello, world\n'],
    ['five fields', '1,2,3,4,5\n'],
    ['a header without hash', 'timestamp_ms,chain_id\n'],
    ['an open quote', '"1,2\n'],
  ])('error: %s is not a transactions file', async (_, text) => {
    await expect(rowsOf(text, transactionRows)).rejects.toMatchObject({
      code: 'ARCHIVE_FILE',
      message: expect.stringContaining('day.csv:1 is not a transactions CSV'),
    })
  })
})

describe('sightingRows', () => {
  test('reads a sourcelog with and without its header', async () => {
    const row = { timestampMs: '1', hash: '0xh', source: 'local' }
    expect(await rowsOf('timestamp_ms,hash,source\n1,0xh,local\n', sightingRows)).toEqual([{ place: 2, row }])
    expect(await rowsOf('1,0xh,local', sightingRows)).toEqual([{ place: 1, row }])
  })

  test('a line with another number of fields costs only itself', async () => {
    const rows = await rowsOf('1,0xa,local\n1,0xb\n1,0xc,\n', sightingRows)
    expect(rows.map(({ row }) => row?.hash)).toEqual(['0xa', undefined, '0xc'])
  })

  test('error: a transactions file is no sourcelog', async () => {
    await expect(rowsOf(`${HEADER}\n${LINE}\n`, sightingRows)).rejects.toMatchObject({
      code: 'ARCHIVE_FILE',
      message: expect.stringContaining('day.csv:1 is not a sourcelog'),
    })
    await expect(rowsOf('a,b,c\n', sightingRows)).rejects.toMatchObject({ code: 'ARCHIVE_FILE' })
  })
})
