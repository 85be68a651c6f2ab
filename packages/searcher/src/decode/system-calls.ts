import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { WORD_CHARS } from './words.ts'

/** Names are telling; what is checked beside them is only that the words are there. */
function system(label: string, signature: string, words: number): Method {
  return {
    signature,
    abis: ['system'],
    generic: true,
    decode(decoding: Decoding, call: Call): boolean {
      if (call.base + words * WORD_CHARS > call.end) return false
      addAction(decoding, { type: 'opaque', category: 'system', label })
      return true
    },
  }
}

/** Upkeep of chains and feeds: batches and states of rollups, reports of oracles. */
export const systemMethods: Readonly<Record<string, Method>> = {
  // Its arguments are packed after the selector.
  '0xd0f89344': system('rollup-batch', 'appendSequencerBatch()', 0),
  '0x8ca5cbb9': system('rollup-state', 'appendStateBatch(bytes32[],uint256)', 3),
  '0x6f12b0c9': system('rollup-batch', 'addSequencerL2BatchFromOrigin(uint256,bytes,uint256,address)', 5),
  '0x8f111f3c': system(
    'rollup-batch',
    'addSequencerL2BatchFromOrigin(uint256,bytes,uint256,address,uint256,uint256)',
    7,
  ),
  '0x3e5aa082': system(
    'rollup-batch',
    'addSequencerL2BatchFromBlobs(uint256,uint256,address,uint256,uint256)',
    5,
  ),
  '0x9aaab648': system('rollup-state', 'proposeL2Output(bytes32,uint256,bytes32,uint256)', 4),
  '0x82ecf2f6': system('rollup-state', 'create(uint32,bytes32,bytes)', 4),
  '0x45269298': system(
    'rollup-batch',
    'commitBlocks((uint32,uint64,bytes32,uint256,bytes32,bytes32),(bytes32,bytes,uint256,(bytes,uint32)[],uint32,uint32)[])',
    8,
  ),
  '0x88ed5ccb': system(
    'rollup-proof',
    'proveBlocks((uint32,uint64,bytes32,uint256,bytes32,bytes32)[],(uint256[],uint256[],uint8[],uint256[],uint256[16]))',
    3,
  ),
  '0xb0705b42': system(
    'rollup-state',
    'executeBlocks(((uint32,uint64,bytes32,uint256,bytes32,bytes32),bytes[])[])',
    2,
  ),
  '0x77552641': system('rollup-state', 'updateState(uint256[],uint256,uint256)', 4),
  '0x5578ceae': system(
    'rollup-proof',
    'registerContinuousMemoryPage(uint256,uint256[],uint256,uint256,uint256)',
    6,
  ),
  '0xe85a6a28': system('rollup-proof', 'verifyFRI(uint256[],uint256[],uint256,uint256,uint256)', 7),
  '0x3fe317a6': system('rollup-proof', 'verifyMerkle(uint256[],uint256[],uint256,uint256)', 6),
  '0x4e43e495': system('rollup-state', 'submitCheckpoint(bytes,uint256[3][])', 4),
  '0x202ee0ed': system('oracle-report', 'submit(uint256,int256)', 2),
  '0xc9807539': system('oracle-report', 'transmit(bytes,bytes32[],bytes32[],bytes32)', 7),
  '0xb1dc65a4': system('oracle-report', 'transmit(bytes32[3],bytes,bytes32[],bytes32[],bytes32)', 10),
}
