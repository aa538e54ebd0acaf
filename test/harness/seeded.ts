/** Sandboxes that begin as copies of one: seeding takes a dozen git processes and a key, copying takes none. */

import { rmSync } from 'node:fs'
import { cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { noticeRefs } from '@switchyard/github-emulator/testing'
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/emulator.ts'
import { writeCommit } from './commits.ts'

export interface SeededOptions
  extends Pick<SandboxOptions, 'dataDir' | 'clock' | 'send' | 'workflows' | 'kind' | 'onUnknown' | 'onError'> {
  /** Text of the configuration; the demo's when left out, no file when null. */
  config?: string | null
}

let template: Promise<string> | null = null

export async function openSeeded({ config, ...options }: SeededOptions): Promise<Sandbox> {
  template ??= makeTemplate(dirname(dirname(options.dataDir)), options.clock)
  await cp(await template, options.dataDir, { recursive: true })
  const sandbox = await createSandbox({ ...options, outbox: 'manual' })
  if (config !== undefined) await configure(sandbox, config)
  return sandbox
}

async function makeTemplate(root: string, clock: SandboxOptions['clock']): Promise<string> {
  await sweep(root)
  const dir = await mkdtemp(join(root, 'bed-template-'))
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }))
  const sandbox = await createSandbox({ dataDir: dir, outbox: 'manual', ...(clock && { clock }) })
  await sandbox.close()
  return dir
}

const hour = 3_600_000

/** Test runners end their workers without a word; what such a one left lying goes after an hour. */
async function sweep(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (!name.startsWith('bed-')) continue
    const made = await stat(join(root, name)).catch(() => null)
    if (made && Date.now() - made.mtimeMs > hour) await rm(join(root, name), { recursive: true, force: true })
  }
}

async function configure({ forge, outbox }: Sandbox, config: string | null): Promise<void> {
  const [repo] = forge.world.repos
  const author = forge.world.users.find(({ login }) => login === 'maintainer')
  if (!repo || !author) throw new Error('the sandbox is empty')
  const files = { '.github/switchyard.yml': config }
  await writeCommit(forge, repo, author, { branch: repo.defaultBranch, files, message: 'Configure', at: 1_700_000_000 })
  await noticeRefs(forge, repo, author)
  while (outbox.drop());
}
