/** Run as a process of its own by tests that kill it: serves the data folder and tells how to reach it. */
import { createSandbox } from '../../src/server/sandbox.ts'

const sandbox = await createSandbox({ dataDir: process.argv[2] ?? '', outbox: 'manual' })
process.send?.(await sandbox.listen(0))
