import { setTimeout as sleep } from 'node:timers/promises'
import { type ClickHouseHttp, startClickHouseHttp, tempDir } from '@org/testkit'
import { expect, it } from 'vitest'
import { killRounds } from './kill-rounds.ts'
import { refuseSome } from './refuse-some.ts'
import { expectSurvived } from './survived.ts'

/** Declares the tests: so many rounds of kill -9 with the embedded engine, and so many over HTTP. */
export function killSuite(rounds: number, timeoutMs: number): void {
  const seed = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000)
  // Known before the first kill, and in every message.
  process.stdout.write(`kill -9: KILL_SEED=${seed} makes the same moments\n`)

  // They mostly wait, each on a directory of its own.
  it.concurrent(
    `embedded: ${rounds} times kill -9 lose nothing, double nothing and leave no gap`,
    async () => {
      await using directory = await tempDir()
      await refuseSome({ kind: 'embedded', path: `${directory.path}/clickhouse` })
      const acknowledged = await killRounds({ rounds, seed, dataDir: directory.path })
      expect(acknowledged.length).toBeGreaterThanOrEqual((rounds * 3) / 4)
      await expectSurvived({ kind: 'embedded' }, directory.path, acknowledged)
    },
    timeoutMs,
  )

  it.concurrent(
    `over HTTP: ${rounds} times kill -9 of the node, some of ClickHouse as well, lose and double nothing`,
    async () => {
      await using directory = await tempDir()
      await using engine = await tempDir()
      let server: ClickHouseHttp = await startClickHouseHttp({ path: engine.path })
      const { url } = server
      const port = Number(new URL(url).port)
      await refuseSome({ kind: 'server', url })
      let isUp = true
      async function restart(): Promise<void> {
        server = await startClickHouseHttp({ path: engine.path, port })
        isUp = true
      }
      /** Kills ClickHouse now and then; it comes back in the same round, or in the next. */
      async function beside(random: () => number): Promise<void> {
        const [kills, when, comesBack] = [random() < 0.4, random() * 1_200, random() < 0.6]
        if (!isUp) {
          await sleep(random() * 800)
          await restart()
          return
        }
        if (!kills) return
        await sleep(when)
        process.kill(server.pid, 'SIGKILL')
        await server.stop()
        isUp = false
        if (comesBack) await restart()
      }
      try {
        const acknowledged = await killRounds({
          rounds,
          seed: seed + 1,
          dataDir: directory.path,
          url,
          beside,
        })
        if (!isUp) await restart()
        expect(acknowledged.length).toBeGreaterThanOrEqual((rounds * 3) / 4)
        await expectSurvived({ kind: 'server', url }, directory.path, acknowledged)
      } finally {
        await server.stop()
      }
    },
    timeoutMs,
  )
}
