import { lockDirectory } from '../../src/data-dir/lock.ts'

// Holds the lock of a directory until it is killed or its parent goes away.
await lockDirectory(process.argv[2] ?? '')
process.stdout.write('held\n')
process.stdin.on('end', () => process.exit(0))
process.stdin.resume()
