/** The emulator with Switchyard's App, its demo repository and its forms. */
import { join } from 'node:path'
import {
  type Credentials,
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type Layout,
} from '@switchyard/github-emulator'
import { PAGES, type SeedOptions, seedOf } from './content.ts'

export interface SandboxOptions extends Omit<EmulatorOptions, 'seed' | 'pages' | 'infoFile'>, SeedOptions {
  /** An existing git repository to copy in place of the demo one, when the data folder is new. */
  importPath?: string
}

export interface Sandbox extends Emulator {
  /** The App that the bot runs as. */
  app: Credentials
  /** `bot` is the folder of a bot that runs in this process. */
  layout: Layout & { bot: string }
}

/**
 * Opens (or makes) the GitHub that lies in a data folder.
 * @throws Error with a message for people when another one runs on the folder, or when there is nothing to import
 */
export async function createSandbox({ importPath, runner, untouched, ...options }: SandboxOptions): Promise<Sandbox> {
  const seed = seedOf({ ...(runner && { runner }), ...(untouched !== undefined && { untouched }) })
  const emulator = await createEmulator({
    ...options,
    seed: importPath === undefined ? seed : { ...seed, importFrom: importPath },
    pages: PAGES,
    infoFile: 'sandbox.json',
  })
  const { app, layout } = emulator
  if (!app) throw new Error('The sandbox has no App. Delete its data folder and start again.')
  return { ...emulator, app, layout: { ...layout, bot: join(layout.dir, 'bot') } }
}
