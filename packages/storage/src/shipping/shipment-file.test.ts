import { describe, expect, it } from 'vitest'
import { createMemoryFileSystem } from '../../test/support/memory-file-system.ts'
import { createShipmentFile } from './shipment-file.ts'

describe('createShipmentFile', () => {
  it('gives back the last range that was saved, over a power cut', async () => {
    const fs = createMemoryFileSystem()
    const file = createShipmentFile(fs, '/data')
    expect(await file.load()).toBeNull()
    await file.save({ firstSeq: 1, lastSeq: 9, refused: [] })
    await file.save({ firstSeq: 10, lastSeq: 12, refused: [] })
    const after = createShipmentFile(
      fs.powerCut(() => 0),
      '/data',
    )
    expect(await after.load()).toEqual({ firstSeq: 10, lastSeq: 12, refused: [] })
  })

  it('error: a file that is no range is named', async () => {
    const fs = createMemoryFileSystem()
    for (const content of [
      '',
      'x',
      '{"first_seq":5,"last_seq":4}',
      '{"first_seq":0,"last_seq":4}',
      '[1,2]',
    ]) {
      fs.put('/data/shipment.json', Buffer.from(content))
      await expect(createShipmentFile(fs, '/data').load()).rejects.toMatchObject({
        code: 'DATA_DIR_DAMAGED',
        message: expect.stringContaining('/data/shipment.json'),
      })
    }
  })

  it('error: a full disk is named', async () => {
    const fs = createMemoryFileSystem()
    fs.faults.space = 0
    await expect(
      createShipmentFile(fs, '/data').save({ firstSeq: 1, lastSeq: 2, refused: [] }),
    ).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringContaining('/data/shipment.json'),
    })
  })
})
