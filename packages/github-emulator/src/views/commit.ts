import type { CommitData, GitPerson } from '../domain/commits.ts'
import type { Forge } from '../domain/forge.ts'
import type { Repo } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import type { ChangedFile } from '../domain/objects.ts'
import { isVerified } from '../domain/signatures.ts'
import { iso } from '../domain/time.ts'
import { repoApi, repoHtml } from './repo.ts'
import { userView } from './user.ts'

/** The account behind a commit: by GitHub's noreply address, else by login. */
function accountOf(forge: Forge, person: GitPerson) {
  const id = Number(/^(\d+)\+/.exec(person.email)?.[1])
  const user = forge.world.users.find((u) => u.id === id) ?? forge.world.users.find((u) => u.login === person.name)
  return user ? userView(forge, user) : null
}

const person = (p: GitPerson) => ({ name: p.name, email: p.email, date: iso(p.at) })

/** The signature that stands for GitHub's own; it is no real one. */
export const SIGNATURE = '-----BEGIN PGP SIGNATURE-----\n\nsigned by the emulator\n-----END PGP SIGNATURE-----\n'

/** What was signed, as GitHub shows it. */
export const signedPayload = ({ tree, parents, message }: CommitData): string =>
  [`tree ${tree}`, ...parents.map((sha) => `parent ${sha}`), '', message].join('\n')

function verification(repo: Repo, commit: CommitData) {
  if (!isVerified(repo, commit.sha))
    return { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null }
  const at = iso(commit.committer.at)
  return { verified: true, reason: 'valid', signature: SIGNATURE, payload: signedPayload(commit), verified_at: at }
}

/** GitHub's `git-commit`. */
export function gitCommitView(forge: Forge, repo: Repo, commit: CommitData) {
  const api = repoApi(forge, repo)
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', `${repo.id}:${commit.sha}`),
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${repoHtml(forge, repo)}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: parents(forge, repo, commit, 'git/commits'),
    verification: verification(repo, commit),
  }
}

function parents(forge: Forge, repo: Repo, commit: CommitData, kind: string) {
  return commit.parents.map((sha) => ({
    sha,
    url: `${repoApi(forge, repo)}/${kind}/${sha}`,
    html_url: `${repoHtml(forge, repo)}/commit/${sha}`,
  }))
}

/** GitHub's `commit`. */
export function commitView(forge: Forge, repo: Repo, commit: CommitData) {
  const api = repoApi(forge, repo)
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', `${repo.id}:${commit.sha}`),
    commit: {
      author: person(commit.author),
      committer: person(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: verification(repo, commit),
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${repoHtml(forge, repo)}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: accountOf(forge, commit.author),
    committer: accountOf(forge, commit.committer),
    parents: parents(forge, repo, commit, 'commits'),
  }
}

/** GitHub's `diff-entry`; `ref` is the commit the file is shown at. */
export function fileView(
  forge: Forge,
  repo: Repo,
  file: ChangedFile,
  { ref, patch }: { ref: string; patch: string | null },
) {
  const path = file.path.split('/').map(encodeURIComponent).join('/')
  return {
    sha: file.sha,
    filename: file.path,
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${repoHtml(forge, repo)}/blob/${ref}/${path}`,
    raw_url: `${repoHtml(forge, repo)}/raw/${ref}/${path}`,
    contents_url: `${repoApi(forge, repo)}/contents/${path}?ref=${ref}`,
    ...(patch === null ? {} : { patch }),
  }
}

/** GitHub's `git-ref`. */
export function refView(forge: Forge, repo: Repo, ref: string, sha: string) {
  const api = repoApi(forge, repo)
  return {
    ref,
    node_id: nodeId('Ref', `${repo.id}:${ref}`),
    url: `${api}/git/${ref}`,
    object: { sha, type: 'commit', url: `${api}/git/commits/${sha}` },
  }
}
