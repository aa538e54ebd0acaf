/** Git reaches the bare repository directly here, so the rules of branches are asked beside it, as a server's hook is. */
import type { Forge, Repo, User } from '@switchyard/github-emulator'
import { git, refViolations } from '@switchyard/github-emulator/testing'

interface Target {
  forge: Forge
  repo: Repo
  bareDir: string
}

const NOWHERE = '0'.repeat(40)

/** Throws with git's words for a refused ref. `from`: the repository that has the commit. */
export async function checkPush(
  { forge, repo, bareDir }: Target,
  who: User,
  { from, sha, branch }: { from: string; sha: string; branch: string },
): Promise<void> {
  if ((repo.rulesets ?? []).length === 0 && (repo.protections ?? []).length === 0) return
  const ref = `refs/heads/${branch}`
  const held = `refs/checked/${sha}`
  await git(from, ['push', '--quiet', '--no-verify', '--', bareDir, `+${sha}:${held}`])
  try {
    const change = { ref, before: repo.refs[ref] ?? NOWHERE, after: sha }
    const [first] = await refViolations(forge, repo, change, who)
    if (first) throw new Error(`git push failed: remote: - ${first.words}\n ! [remote rejected] ${sha} -> ${branch}`)
  } finally {
    await git(bareDir, ['update-ref', '-d', held])
  }
}
