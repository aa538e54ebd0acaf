import type { CommitData, GitPerson } from '../domain/commits.ts'
import { branchSha, fullName } from '../domain/find.ts'
import { gitTry } from '../domain/git.ts'
import type { Pull, Repo } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { isAncestor, isSha, lines, readCommit, readCommits } from '../domain/objects.ts'
import { isVerified } from '../domain/signatures.ts'
import { iso } from '../domain/time.ts'
import { SIGNATURE, signedPayload } from '../views/commit.ts'
import { actorNode } from './actors.ts'
import { checkFields } from './checks.ts'
import { connection, type PageArgs } from './connection.ts'
import type { Context, Node } from './context.ts'

/** A commit by its id. Git is asked only for fields that the id does not tell. */
export function commitNode(context: Context, repo: Repo, sha: string, known?: CommitData): Node {
  let asked: Promise<CommitData | null> | undefined
  const data = () => {
    asked ??= known ? Promise.resolve(known) : readCommit(context.forge, repo, sha)
    return asked
  }
  const message = async () => (await data())?.message ?? ''
  return {
    ...gitObjectFields(context, repo, sha),
    __typename: 'Commit',
    id: nodeId('Commit', `${repo.id}:${sha}`),
    message,
    messageHeadline: async () => (await message()).split('\n')[0],
    messageBody: async () => (await message()).split('\n').slice(1).join('\n').trim(),
    committedDate: async () => iso((await data())?.committer.at ?? 0),
    authoredDate: async () => iso((await data())?.author.at ?? 0),
    author: async () => person(context, (await data())?.author),
    committer: async () => person(context, (await data())?.committer),
    authors: async (args: PageArgs) => authors(context, await data(), args),
    parents: async (args: PageArgs) => {
      const parents = ((await data())?.parents ?? []).map((parent) => ({ sha: parent }))
      return commitList(context, repo, parents, { field: 'parents', args })
    },
    tree: async () => treeNode(context, repo, (await data())?.tree ?? ''),
    signature: async () => (isVerified(repo, sha) ? signature(await data()) : null),
    history: (args: HistoryArgs) => history(context, repo, sha, args),
    ...checkFields(context, repo, sha, () => commitNode(context, repo, sha)),
    associatedPullRequests: (args: PageArgs) => associatedPulls(context, repo, sha, args),
  }
}

/** Only GitHub signs here. */
function signature(commit: CommitData | null): Node {
  return {
    __typename: 'GpgSignature',
    email: 'noreply@github.com',
    isValid: true,
    state: 'VALID',
    wasSignedByGitHub: true,
    signer: null,
    signature: SIGNATURE,
    payload: commit ? signedPayload(commit) : '',
    verifiedAt: iso(commit?.committer.at ?? 0),
    keyId: null,
  }
}

/** Returns the pull requests that contain the commit. */
async function associatedPulls(context: Context, repo: Repo, sha: string, args: PageArgs): Promise<Node> {
  const holds = async (pull: Pull) =>
    pull.mergeCommitSha === sha ||
    ((await isAncestor(context.forge, repo, sha, pull.headSha)) &&
      !(await isAncestor(context.forge, repo, sha, pull.baseSha)))
  const held = await Promise.all(repo.pulls.map(async (pull) => ((await holds(pull)) ? [pull] : [])))
  return connection({
    field: 'associatedPullRequests',
    items: held.flat(),
    args,
    keyOf: (pull) => [pull.number],
    toNode: (pull) => context.nodes.subject(context, repo, pull.number),
  })
}

interface HistoryArgs extends PageArgs {
  path?: string | null
  since?: string | null
  until?: string | null
}

/** Enough for any page of a history the emulator will see. */
const longestHistory = 1_000

async function history(context: Context, repo: Repo, sha: string, args: HistoryArgs): Promise<Node> {
  const dates = [...(args.since ? [`--since=${args.since}`] : []), ...(args.until ? [`--until=${args.until}`] : [])]
  const paths = args.path ? [args.path] : []
  const walk = ['rev-list', `--max-count=${longestHistory}`, ...dates, sha, '--', ...paths]
  const listed = await gitTry(context.forge.bareDir(repo), walk)
  const shas = lines(listed.stdout)
  const commits =
    shas.length === 0 ? [] : await readCommits(context.forge, repo, shas, { extra: ['--no-walk=unsorted'] })
  return commitList(context, repo, commits, { field: 'history', args })
}

/** Returns a connection of commits in the given order; `wrap` makes the connection's node of each commit's. */
export function commitList(
  context: Context,
  repo: Repo,
  commits: readonly (CommitData | { sha: string })[],
  { field, args, wrap = (node) => node }: { field: string; args: PageArgs; wrap?: (node: Node) => Node },
): Node {
  return connection({
    field,
    items: commits.map((commit, index) => ({ commit, index })),
    args,
    keyOf: ({ index }) => [index],
    toNode: ({ commit }) => wrap(commitNode(context, repo, commit.sha, 'tree' in commit ? commit : undefined)),
  })
}

/** The author and those that the message names as co-authors. */
function authors(context: Context, data: CommitData | null, args: PageArgs): Node {
  const named = [...(data?.message ?? '').matchAll(/^co-authored-by:\s*(.+?)\s*<([^>\s]+)>\s*$/gim)]
  const others = named.map(([, name = '', email = '']) => ({ name, email, at: data?.author.at ?? 0 }))
  return connection({
    field: 'authors',
    items: data === null ? [] : [data.author, ...others],
    args,
    keyOf: (who) => [who === data?.author ? 0 : 1, who.email],
    toNode: (who) => person(context, who),
  })
}

function person(context: Context, who: GitPerson | undefined): Node | null {
  if (!who) return null
  const { users } = context.forge.world
  const user = users.find((known) => known.login === who.name || who.email.startsWith(`${known.id}+`))
  return { name: who.name, email: who.email, date: iso(who.at), user: () => (user ? actorNode(context, user) : null) }
}

function gitObjectFields(context: Context, repo: Repo, oid: string): Node {
  const path = `/${fullName(context.forge, repo)}/commit/${oid}`
  return {
    oid,
    abbreviatedOid: oid.slice(0, 7),
    commitResourcePath: path,
    commitUrl: context.forge.baseUrl + path,
    resourcePath: path,
    url: context.forge.baseUrl + path,
    repository: () => context.nodes.repository(context, repo),
  }
}

/** What an expression such as `main:README.md` or an id names: a Commit, Blob, Tree, or null. */
export async function objectNode(context: Context, repo: Repo, expression: string): Promise<Node | null> {
  if (expression.startsWith('-')) return null
  const dir = context.forge.bareDir(repo)
  const head = branchSha(repo, repo.defaultBranch)
  const exact = head === undefined ? expression : expression.replace(/^HEAD(?=:|$)/, head)
  const batch = await gitTry(dir, ['cat-file', '--batch-check'], { input: `${exact}\n` })
  const [oid = '', type = '', size = ''] = batch.stdout.trim().split(' ')
  if (!isSha(oid)) return null
  if (type === 'commit') return commitNode(context, repo, oid)
  if (type === 'tree') return treeNode(context, repo, oid)
  return type === 'blob' ? blobNode(context, repo, oid, Number(size)) : null
}

/** GitHub gives the text of a blob only up to this many bytes. */
const longestText = 512_000

function blobNode(context: Context, repo: Repo, oid: string, size: number): Node {
  const text = async () => (await gitTry(context.forge.bareDir(repo), ['cat-file', 'blob', oid])).stdout
  const binary = async () => (await text()).includes('\0')
  return {
    ...gitObjectFields(context, repo, oid),
    __typename: 'Blob',
    id: nodeId('Commit', `${repo.id}:${oid}`),
    byteSize: size,
    isTruncated: size > longestText,
    isBinary: binary,
    text: async () => ((await binary()) ? null : (await text()).slice(0, longestText)),
  }
}

function treeNode(context: Context, repo: Repo, oid: string): Node {
  return {
    ...gitObjectFields(context, repo, oid),
    __typename: 'Tree',
    id: nodeId('Commit', `${repo.id}:${oid}`),
    entries: async () => {
      const listed = await gitTry(context.forge.bareDir(repo), ['ls-tree', '-z', '--full-tree', oid])
      return listed.stdout.split('\0').flatMap((line) => entryNode(context, repo, line))
    },
  }
}

function entryNode(context: Context, repo: Repo, line: string): Node[] {
  const found = /^(\d+) (\w+) ([0-9a-f]+)\t(.+)$/s.exec(line)
  if (!found) return []
  const [, mode = '', type, oid = '', name] = found
  const object = () => objectNode(context, repo, oid)
  return [
    {
      name,
      path: name,
      type,
      oid,
      mode: Number.parseInt(mode, 8),
      object,
      repository: () => context.nodes.repository(context, repo),
    },
  ]
}
