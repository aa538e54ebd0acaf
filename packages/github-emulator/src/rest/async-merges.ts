/**
 * `PUT R/pulls/{n}/merge-async` and its result, after GitHub's REST description (@octokit/openapi 23.0.2). The permission
 * is contents:write (github/gh-stack#497).
 */
import { z } from 'zod'
import { requestAsyncMerge } from '../domain/background/request.ts'
import { notFound } from '../domain/errors.ts'
import { given } from '../domain/given.ts'
import type { AsyncMerge } from '../domain/model.ts'
import { pullAsked } from './pulls.ts'
import { Answer, type Router, repoRoute } from './router.ts'
import { available } from './stacks.ts'

const wish = z.looseObject({
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.enum(['merge', 'squash', 'rebase']).optional(),
  merge_action: z.enum(['default', 'direct_merge', 'merge_queue']).optional(),
})

/** How long a result is kept, in milliseconds. */
const KEPT = 24 * 3600_000

export function asyncMergeRoutes(router: Router): void {
  repoRoute(router, 'PUT', '/pulls/:number/merge-async', async (ask) => {
    available(ask)
    const pull = pullAsked(ask)
    ask.need('contents', 'write')
    const {
      commit_title: title,
      commit_message: message,
      sha,
      merge_method: method,
      merge_action: action,
    } = await ask.body(wish)
    const input = given({ title, message, sha, method, action })
    const answer = await requestAsyncMerge(ask.context(), pull, input)
    if (!('request' in answer)) return new Answer(answer.status, answer.body)
    return new Answer(answer.status, pending(answer.request, answer.words))
  })
  repoRoute(router, 'GET', '/pulls/:number/merge-async/:uuid', (ask) => {
    available(ask)
    const pull = pullAsked(ask)
    const found = ask.repo.asyncMerges?.find(({ uuid }) => uuid === ask.param('uuid'))
    if (found?.pull !== pull.number || ask.forge.clock.now() > found.updatedAt + KEPT) throw notFound()
    return shown(found)
  })
}

function pending({ uuid, method, action, head }: AsyncMerge, message: string) {
  const details = { message, uuid, merge_method: method, merge_action: action, expected_head_sha: head }
  return { status: 'pending', details }
}

function shown(request: AsyncMerge) {
  const { status, said: message, sha } = request
  if (status === 'pending') return pending(request, 'Merge request is in progress.')
  return { status, details: { message, ...(sha !== undefined && { sha }) } }
}
