import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

describe('readConfig', () => {
  it('has a default for everything and draws a new seed each time', () => {
    const [one, other] = [readConfig({}), readConfig({ DEVNET_PORT: '', DEVNET_SEED: ' ' })]
    if (!one.ok || !other.ok) throw new Error('expected a configuration')
    expect(one.config).toEqual({
      port: 0,
      seed: expect.stringMatching(/^[0-9a-f]{16}$/),
      txPerSecond: 20,
      blockSeconds: 4,
      reorgSeconds: 60,
      dir: null,
    })
    expect(other.config.seed).not.toBe(one.config.seed)
  })

  it('reads every variable', () => {
    const env = {
      DEVNET_PORT: '8545',
      DEVNET_SEED: 'demo',
      DEVNET_TX_PER_SECOND: '1000',
      DEVNET_BLOCK_SECONDS: '0.5',
      DEVNET_REORG_SECONDS: '0',
      DEVNET_DIR: './devnet',
    }
    expect(readConfig(env)).toEqual({
      ok: true,
      config: {
        port: 8545,
        seed: 'demo',
        txPerSecond: 1_000,
        blockSeconds: 0.5,
        reorgSeconds: 0,
        dir: './devnet',
      },
    })
  })

  it('lists every problem and names its variable', () => {
    const env = {
      DEVNET_PORT: '65536',
      DEVNET_SEED: 'x'.repeat(101),
      DEVNET_TX_PER_SECOND: '1001',
      DEVNET_BLOCK_SECONDS: '1e3',
      DEVNET_REORG_SECONDS: '-1',
    }
    const result = readConfig(env)
    expect(result.ok ? [] : result.problems.map((problem) => problem.split(' ')[0]).sort()).toEqual(
      Object.keys(env).sort(),
    )
  })

  it('takes no part of a port', () => {
    expect(readConfig({ DEVNET_PORT: '80.5' })).toEqual({
      ok: false,
      problems: ['DEVNET_PORT must be a whole number from 0 to 65535, not "80.5"'],
    })
  })
})
