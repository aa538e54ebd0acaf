/** A runner without processes: what the tree says about itself is how its tests go. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TrialStep } from '../../src/core/snapshot/queries.ts'
import type { Runner } from '../../src/shell/reconcile/trial.ts'

/** A line `FAILS: what is wrong` in any file of the tree makes the tests fail with these words. */
const FAILS = /^.*FAILS: (.+)$/m

/** Runs no command: every step passes, unless a file of the tree says that it fails. Trees go into `root` for a moment. */
export function createScriptedRunner(root: string): Runner {
  return {
    async run({ prepare, commands, onStep }) {
      const dir = await mkdtemp(join(root, 'tree-'))
      try {
        await prepare(dir)
        const failure = await failureIn(dir)
        return commands.map(({ name, command }) => {
          onStep?.(name)
          return step(name, command, name === 'test' ? failure : null)
        })
      } finally {
        await rm(dir, { recursive: true, force: true })
      }
    },
  }
}

async function failureIn(dir: string): Promise<string | null> {
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const found = FAILS.exec(await readFile(join(entry.parentPath, entry.name), 'utf8'))
    if (found?.[1]) return found[1]
  }
  return null
}

const step = (name: TrialStep['name'], command: string, failure: string | null): TrialStep => ({
  name,
  command,
  seconds: 1,
  ...(failure === null
    ? { outcome: 'passed', exitCode: 0, tail: 'ok 1' }
    : { outcome: 'failed', exitCode: 1, tail: `not ok 1 - ${failure}` }),
})
