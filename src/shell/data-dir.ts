import { chmod, mkdir } from 'node:fs/promises'

/**
 * Makes the bot's folder (mirrors of private repositories and the database lie in it) and closes it to everybody else,
 * also one that was there already. Throws when it cannot be made; one that belongs to another account stays as it is.
 */
export async function makeDataDir(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await chmod(dir, 0o700).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPERM') throw error
  })
}
