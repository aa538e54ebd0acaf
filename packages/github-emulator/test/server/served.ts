/** Run as a process of its own by tests that kill it: serves the data folder and tells how to reach it. */
import { createEmulator } from '../../src/server/emulator.ts'

const sandbox = await createEmulator({ dataDir: process.argv[2] ?? '', outbox: 'manual' })
process.send?.(await sandbox.listen(0))
