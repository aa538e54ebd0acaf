import { z } from 'zod'
import { notFound } from '../domain/errors.ts'
import type { Pull, Stack } from '../domain/model.ts'
import { addToStack, createStack, unstack } from '../domain/verbs/stacks.ts'
import { pullView } from '../views/pull.ts'
import { stackMember, stackView } from '../views/stack.ts'
import { paged } from './pages.ts'
import { created, noContent, type RepoAsk, type Router, repoRoute } from './router.ts'

const several = z.looseObject({ pull_requests: z.array(z.int()).min(1).max(100) })

/** `R/stacks`. To read takes pull_requests:read, to change pull_requests:write. */
export function stackRoutes(router: Router): void {
  repoRoute(router, 'GET', '/stacks', (ask) => {
    available(ask)
    ask.need('pull_requests', 'read')
    const of = ask.query('pull_request')
    const all = (ask.repo.stacks ?? []).filter(({ pulls }) => of === undefined || pulls.includes(Number(of)))
    return paged(ask, all).map((stack) => stackView(ask.forge, ask.repo, stack, stackMember(ask.repo)))
  })
  repoRoute(router, 'GET', '/stacks/:number', (ask) => {
    const stack = asked(ask)
    ask.need('pull_requests', 'read')
    return whole(ask, stack)
  })
  repoRoute(router, 'POST', '/stacks', async (ask) => {
    const numbers = await wanted(ask)
    return created(whole(ask, createStack(ask.context(), numbers)))
  })
  repoRoute(router, 'POST', '/stacks/:number/add', async (ask) => {
    const stack = asked(ask)
    return whole(ask, addToStack(ask.context(), stack, await wanted(ask)))
  })
  repoRoute(router, 'POST', '/stacks/:number/unstack', (ask) => {
    const stack = asked(ask)
    ask.need('pull_requests', 'write')
    const left = unstack(ask.context(), stack)
    return left === null ? noContent() : whole(ask, left)
  })
}

/** 404 on a server without background merges and stacks. */
export function available(ask: RepoAsk): void {
  if (ask.repo.background?.isAbsent) throw notFound()
}

function asked(ask: RepoAsk): Stack {
  available(ask)
  const found = ask.repo.stacks?.find(({ number }) => number === ask.number('number'))
  if (!found) throw notFound()
  return found
}

async function wanted(ask: RepoAsk): Promise<number[]> {
  available(ask)
  ask.need('pull_requests', 'write')
  return (await ask.body(several)).pull_requests
}

function whole({ forge, repo }: RepoAsk, stack: Stack) {
  const member = (pull: Pull) => {
    const { id, node_id, url, html_url, number, title, state, draft, merged_at, user, head, base } = pullView(
      forge,
      repo,
      pull,
    )
    const at = (side: typeof head) => {
      const { id, url, name } = side.repo
      return { ref: side.ref, sha: side.sha, repo: { id, url, name } }
    }
    return { id, node_id, url, html_url, number, title, state, draft, merged_at, user, head: at(head), base: at(base) }
  }
  return stackView(forge, repo, stack, member)
}
