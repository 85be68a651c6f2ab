import { killSuite } from '../test/support/kill-suite.ts'

killSuite(24, 900_000)
