/** From a request to what its page is rendered from. */
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import type { Forge } from '../domain/forge.ts'
import type { Acts } from './acts.ts'
import type { PageContent } from './content.ts'
import type { Html } from './html.ts'
import { pullContents } from './pulls.ts'
import type { PageEnv } from './security.ts'
import type { Notice, RoleChoice, View } from './view.ts'
import { issuePage } from './views/issue.ts'
import { pullPage } from './views/pull.ts'
import { findRepo, issueOf, ownerOf, pullOf } from './world.ts'

export interface PageSetup {
  forge: Forge
  /** What a visitor does, done as the role they chose. */
  act: Acts
  /** At least one; the first is who a visitor acts as until they choose. */
  roles: RoleChoice[]
  csrf: string
  content: PageContent
}

export const roleCookie = 'sandbox_role'

/** The repository in the address, else the first one. Throws when the world has no repository or there is no role. */
export function viewOf(c: Context<PageEnv>, setup: PageSetup, notice: Notice | null = null, as?: string): View {
  const { forge, roles, csrf, content } = setup
  const wanted = as ?? getCookie(c, roleCookie)
  const { owner = '', repo: name = '' } = c.req.param() as { owner?: string; repo?: string }
  const repo = findRepo(forge.world, owner, name) ?? forge.world.repos[0]
  const role = roles.find((choice) => choice.role === wanted) ?? roles[0]
  if (!repo || !role) throw new Error('The page needs a repository and a role to show anything.')
  const url = new URL(c.req.url)
  const ownerName = ownerOf(forge.world, repo)
  return {
    forge,
    world: forge.world,
    repo,
    owner: ownerName,
    base: `/${ownerName}/${repo.name}`,
    now: forge.clock.now(),
    role,
    roles,
    csrf,
    content,
    nonce: c.get('nonce') ?? '',
    here: url.pathname + url.search,
    origin: url.origin,
    notice,
  }
}

/** Answers only for a repository that is there. */
export async function withRepo(
  c: Context<PageEnv>,
  setup: PageSetup,
  answer: (view: View) => Response | Promise<Response>,
): Promise<Response> {
  const { owner = '', repo = '' } = c.req.param() as { owner?: string; repo?: string }
  return findRepo(setup.forge.world, owner, repo) ? answer(viewOf(c, setup)) : c.notFound()
}

/** The page of an issue or a pull request, whichever the number is; null when it is neither. */
export async function conversation(
  view: View,
  number: number,
): Promise<{ kind: 'issues' | 'pull'; html: Html } | null> {
  const issue = issueOf(view.repo, number)
  if (!issue) return null
  const pull = pullOf(view.repo, number)
  if (!pull) return { kind: 'issues', html: issuePage(view, issue) }
  const base = view.repo.refs[`refs/heads/${pull.baseRef}`] ?? null
  const contents = await pullContents(view.forge.bareDir(view.repo), pull, base)
  return { kind: 'pull', html: pullPage(view, issue, pull, contents) }
}
