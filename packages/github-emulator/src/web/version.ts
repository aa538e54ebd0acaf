/** A short word that changes whenever a page could look different. */
import { createHash } from 'node:crypto'
import type { Repo, World } from '../domain/model.ts'

/** New things raise `nextId`; what changes in place is looked at. Cheap enough to be asked every two seconds. */
export function worldVersion(world: World): string {
  const hash = createHash('sha256').update(String(world.nextId))
  for (const repo of world.repos) for (const part of changing(repo)) hash.update(`|${part}`)
  return hash.digest('base64url').slice(0, 16)
}

function* changing(repo: Repo): Generator<string | number | boolean | null> {
  for (const issue of repo.issues) {
    yield `${issue.updatedAt},${issue.state},${issue.pinnedAt},${issue.labelIds},${issue.reactions.length}`
  }
  for (const comment of repo.comments) yield `${comment.id},${comment.updatedAt},${comment.reactions.length}`
  for (const pull of repo.pulls) yield `${pull.headSha},${pull.draft},${pull.merged},${pull.requestedReviewerIds}`
  for (const run of repo.checkRuns)
    yield `${run.status},${run.conclusion},${run.output.title},${run.annotations.length}`
  for (const comment of repo.lineComments ?? []) yield `${comment.id},${comment.updatedAt},${comment.reactions.length}`
  for (const review of repo.reviews) yield `${review.state},${review.revisions?.length},${review.reactions?.length}`
  for (const [ref, sha] of Object.entries(repo.refs)) yield `${ref}${sha}`
}
