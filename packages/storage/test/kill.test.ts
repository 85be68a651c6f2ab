import { killSuite } from './support/kill-suite.ts'

// More rounds of the same: e2e/kill.test.ts.
killSuite(4, 240_000)
