// A process that starts a node, says which, and is killed in the middle of it.
import { startScriptedNode } from '../../src/index.ts'

const { pid } = await startScriptedNode()
process.send?.(pid)
