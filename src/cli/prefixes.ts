/** What branches of packets stand under, as this clone knows it; the bot goes by the default branch on GitHub. */
import { parseConfig } from '../core/parse/config/parse.ts'
import { configSchema } from '../core/parse/config/schema.ts'
import type { Git } from './git/git.ts'

const place = '.github/switchyard.yml'

/** From the text of the configuration; the default where there is none, or none that can be read. */
export function prefixesIn(text: string | null): string[] {
  const config = (text === null ? null : parseConfig(text).config) ?? configSchema.parse({})
  return config.branches.prefixes
}

/** Of the default branch as it was fetched last, else of what is checked out. Needs no network. */
export async function prefixesHere(git: Git | null): Promise<string[]> {
  for (const ref of git ? ['refs/remotes/origin/HEAD', 'HEAD'] : []) {
    const shown = await git?.attempt(['show', `${ref}:${place}`])
    if (shown?.code === 0) return prefixesIn(shown.stdout)
  }
  return prefixesIn(null)
}
