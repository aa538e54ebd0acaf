import { ForgeError } from '../errors.ts'
import { issueOf } from '../find.ts'
import type { Forge, RepoContext } from '../forge.ts'
import { mergeStateOf } from '../merge-state.ts'
import type { AutoMerge, Pull, Repo } from '../model.ts'
import { bump } from '../record.ts'
import { settingsOf } from '../settings.ts'
import { mergePull } from './merge.ts'

const refuse = (why: string) => new ForgeError(422, `Pull request ${why}`)

/** Merges the pull request as soon as nothing forbids it. GitHub refuses it for one that can be merged already. */
export async function enableAutoMerge(
  context: RepoContext,
  pull: Pull,
  how: Omit<AutoMerge, 'userId' | 'at'>,
): Promise<void> {
  const { forge, actor, repo } = context
  if (!settingsOf(repo).allowAutoMerge) throw refuse('Auto merge is not allowed for this repository')
  if (issueOf(repo, pull.number).state === 'closed') throw refuse('is closed')
  const state = await mergeStateOf(forge, repo, pull)
  if (state === 'CLEAN' || state === 'UNSTABLE') throw refuse(`Pull request is in ${state.toLowerCase()} status`)
  pull.autoMerge = { ...how, userId: actor.id, at: forge.clock.now() }
  bump(forge, issueOf(repo, pull.number))
  forge.touch()
}

export function disableAutoMerge({ forge, repo }: RepoContext, pull: Pull): void {
  if (!pull.autoMerge) throw new ForgeError(422, "Can't disable auto-merge for this pull request.")
  pull.autoMerge = null
  bump(forge, issueOf(repo, pull.number))
  forge.touch()
}

/** Asked after each request, which stands for the passing of time. Cheap while nothing waits. */
export async function advanceAutoMerges(forge: Forge): Promise<void> {
  for (const repo of forge.world.repos)
    for (const pull of repo.pulls) if (pull.autoMerge) await advance(forge, repo, pull, pull.autoMerge)
}

async function advance(forge: Forge, repo: Repo, pull: Pull, { userId, at: _, ...input }: AutoMerge): Promise<void> {
  const actor = forge.world.users.find(({ id }) => id === userId)
  if (!actor || issueOf(repo, pull.number).state === 'closed') {
    pull.autoMerge = null
    return forge.touch()
  }
  const context = { forge, actor, repo }
  if (!['CLEAN', 'UNSTABLE'].includes(await mergeStateOf(forge, repo, pull))) return
  try {
    await mergePull(context, pull, input)
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error
  }
}
