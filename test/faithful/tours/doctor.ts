/** The requests of the doctor, on a sandbox without a bot. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSandbox } from '../../../src/sandbox/emulator.ts'
import { examine } from '../../../src/shell/doctor/examine.ts'
import { silentLog } from '../../../src/shell/log.ts'

/** Throws when something that the doctor tried was left behind. */
export async function tourOfDoctor(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-tour-'))
  const sandbox = await createSandbox({ dataDir: dir, outbox: 'manual' })
  try {
    const [owner = '', repo = ''] = sandbox.info().repo.split('/')
    const { left } = await examine({
      connection: {
        appId: sandbox.app.id,
        privateKey: sandbox.app.privateKey,
        apiUrl: sandbox.info().apiUrl,
        log: silentLog,
        fetch: (input, init) => sandbox.fetch(new Request(input, init)),
      },
      at: { owner, repo },
      mayScratch: true,
      sleep: async () => {},
      progress: () => {},
    })
    if (left.length > 0) throw new Error(left.join(', '))
  } finally {
    await sandbox.close()
    await rm(dir, { recursive: true, force: true })
  }
}
