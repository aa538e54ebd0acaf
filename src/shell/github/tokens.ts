/**
 * Tokens for one repository and the rights of one step. octokit keeps each until shortly before its end, so that an hour
 * costs a repository at most three. Reads use the installation's own token: ETags belong to a token.
 */
import { ADAPTERS } from '../../core/dispatch/registry.ts'
import type { Context } from './context.ts'

/** A token is valid for an hour. With less than this left it is renewed, so that it lasts for one git command. */
const leastLeftMs = 10 * 60_000

type Rights = Record<string, string>

interface Token {
  token: string
  expiresAt?: string
  /** Missing: it is no installation's token, and cannot be narrowed. */
  permissions?: Rights
}

export type Step =
  /** git fetch */
  | 'fetch'
  /** git push */
  | 'push'
  /** What actions change through the API. */
  | 'execute'

/** What actions may need, if it is granted. */
const EXECUTE = new Set<string>([
  ...['metadata', 'issues', 'pull_requests', 'contents', 'checks', 'statuses', 'actions', 'merge_queues', 'workflows'],
  ...ADAPTERS.flatMap(({ permissions }) => permissions.map(({ name }) => name)),
])

/** Returns a token for this repository alone, with no more rights than the step needs. */
export async function tokenFor(context: Pick<Context, 'octokit' | 'now' | 'ref'>, step: Step): Promise<string> {
  const { octokit, now, ref } = context
  const own = await ownToken(context)
  if (own.permissions === undefined) return own.token
  const scope = { type: 'installation', repositoryIds: [ref.repoId], permissions: rightsOf(step, own.permissions) }
  const kept = (await octokit.auth(scope)) as Token
  if (kept.expiresAt === undefined || Date.parse(kept.expiresAt) - now() > leastLeftMs) return kept.token
  return ((await octokit.auth({ ...scope, refresh: true })) as Token).token
}

/** The rights for which a client's own token was minted again last. */
const mintedFor = new WeakMap<object, string>()

/**
 * GitHub: a token keeps the rights of its first moment. It is minted again once the installation was listed with others:
 * with fewer, GitHub would refuse to mint what the old token names.
 */
async function ownToken({ octokit, ref }: Pick<Context, 'octokit' | 'ref'>): Promise<Token> {
  const own = (await octokit.auth({ type: 'installation' })) as Token
  const listed = ref.rights?.held
  if (own.permissions === undefined || listed === undefined) return own
  const rights = textOf(listed)
  if (textOf(own.permissions) === rights || mintedFor.get(octokit) === rights) return own
  mintedFor.set(octokit, rights)
  return (await octokit.auth({ type: 'installation', refresh: true })) as Token
}

const textOf = (rights: Rights): string => JSON.stringify(Object.entries(rights).sort())

/** GitHub refuses to mint a token with more than is granted. */
function rightsOf(step: Step, granted: Rights): Rights {
  if (step === 'fetch') return { contents: 'read' }
  const { workflows } = granted
  if (step === 'push') return { contents: granted.contents ?? 'read', ...(workflows && { workflows }) }
  return Object.fromEntries(Object.entries(granted).filter(([name]) => EXECUTE.has(name)))
}
