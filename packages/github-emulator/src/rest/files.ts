import { type ChangedFile, patchOf } from '../domain/objects.ts'
import { fileView } from '../views/commit.ts'
import type { RepoAsk } from './router.ts'

/** The files with their patches; for a binary file there is none. */
export async function fileViews(ask: RepoAsk, files: ChangedFile[], from: string, to: string) {
  const views = []
  for (const file of files) {
    const paths = file.previousPath === null ? [file.path] : [file.previousPath, file.path]
    const patch = await patchOf(ask.forge, ask.repo, { from, to }, paths)
    views.push(fileView(ask.forge, ask.repo, file, { ref: to, patch }))
  }
  return views
}
