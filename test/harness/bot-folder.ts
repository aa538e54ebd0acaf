/** What the bot keeps on disk: its database and its mirrors. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openStore, type Store } from '../../src/shell/store/store.ts'
import { forgetMirrors } from './saved-state.ts'

export interface BotFolder {
  dir: string
  store(): Store
  /** Takes all of it away and begins anew. The bot must be stopped or dead. */
  lose(): Promise<void>
}

/** @param dir the harness's own; @param now milliseconds */
export async function openBotFolder(dir: string, now: () => number): Promise<BotFolder> {
  const own = join(dir, 'bot')
  const open = async () => {
    await mkdir(own, { recursive: true })
    return openStore(join(own, 'switchyard.db'), { now: now() })
  }
  let store = await open()
  return {
    dir: own,
    store: () => store,
    async lose() {
      await store.close()
      forgetMirrors(dir)
      await rm(own, { recursive: true, force: true })
      store = await open()
    },
  }
}
