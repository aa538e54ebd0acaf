import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { can } from '../domain/access.ts'
import { branchSha, fullName } from '../domain/find.ts'
import type { Forge, Viewer } from '../domain/forge.ts'
import type { Repo, User } from '../domain/model.ts'
import { ZERO } from '../domain/objects.ts'
import { withRepoLock } from '../domain/record.ts'
import { bindingRules } from '../domain/rules.ts'
import { absorbRefs } from '../domain/verbs/index.ts'
import { refViolations, type Violation } from '../domain/violations.ts'
import { workflowRefusal } from '../domain/workflow-guard.ts'
import { callBackend } from './backend.ts'
import { fromSpool, splitPush, spoolTo } from './body.ts'
import { isDeletion, type PushHead, type RefCommand, refusalReport } from './pktline.ts'
import { changedWorkflow, type Move, type Spool, unpack } from './workflows.ts'

export interface Push {
  forge: Forge
  repo: Repo
  viewer: Viewer & { user: User }
  spoolDir: string
  headers: Headers
  body: AsyncIterable<Uint8Array>
}

/**
 * Takes a push: one at a time in a repository, refused as a whole where a ref is protected or a workflow may not be
 * touched, and noticed by the forge before the client hears that it went well.
 */
export async function receivePush(push: Push): Promise<Response> {
  const { head, all } = await splitPush(push.body)
  const { forge, repo, viewer } = push
  if (head.commands.some((command) => isRuled(push, command)))
    return withSpool(push.spoolDir, all, head, (spool) => landRuled(push, head, spool))
  if (viewer.kind === 'user' || can({ forge, repo, viewer }, 'workflows', 'write')) return land(push, all)
  return withSpool(push.spoolDir, all, head, (spool) => landChecked(push, head, spool))
}

async function landChecked(push: Push, head: PushHead, spool: Spool): Promise<Response> {
  const { forge, repo, viewer } = push
  const mayAll = viewer.kind === 'user' || can({ forge, repo, viewer }, 'workflows', 'write')
  const main = branchSha(repo, repo.defaultBranch)
  const file = mayAll ? null : await changedWorkflow(forge.bareDir(repo), movesOf(head), main, spool)
  if (file === null) return land(push, fromSpool(spool.file))
  const why = workflowRefusal(file)
  return answer(refusalReport(head, new Map(head.commands.map(({ ref }) => [ref, why])), why))
}

function isRuled({ forge, repo, viewer }: Push, { ref }: RefCommand): boolean {
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1]
  return branch !== undefined && bindingRules({ forge, actor: viewer.user, repo }, branch).length > 0
}

/** Rules look at the pushed commits, so these are unpacked first; what a refused push leaves behind, no ref shows. */
async function landRuled(push: Push, head: PushHead, spool: Spool): Promise<Response> {
  const { forge, repo, viewer } = push
  await unpack(forge.bareDir(repo), spool)
  const refused: { ref: string; violations: Violation[] }[] = []
  for (const command of head.commands) {
    const violations = await refViolations(forge, repo, command, viewer.user)
    if (violations.length > 0) refused.push({ ref: command.ref, violations })
  }
  const [first] = refused
  if (!first) return landChecked(push, head, spool)
  const isClassic = first.violations.every((one) => one.isClassic)
  const reason = isClassic ? 'protected branch hook declined' : 'push declined due to repository rule violations'
  const reasons = new Map(refused.map(({ ref }) => [ref, reason]))
  const why = first.violations.map(({ words }) => `\n- ${words}\n`).join('')
  const heading = isClassic ? CLASSIC_HEADING : rulesHeading(forge, repo)
  return answer(refusalReport(head, reasons, `error: ${heading(first.ref)}\n${why}`))
}

const CLASSIC_HEADING = (ref: string) => `GH006: Protected branch update failed for ${ref}.`

const rulesHeading = (forge: Forge, repo: Repo) => (ref: string) =>
  `GH013: Repository rule violations found for ${ref}.\nReview all repository rules at ${forge.baseUrl}/${fullName(forge, repo)}/rules?ref=${encodeURIComponent(ref)}`

/** Moves the ref and notices it under one lock, so that no other change claims the push. */
function land({ forge, repo, viewer, headers }: Push, body: AsyncIterable<Uint8Array>): Promise<Response> {
  const { user } = viewer
  const call = {
    dir: forge.bareDir(repo),
    path: 'git-receive-pack',
    query: '',
    method: 'POST',
    headers,
    body,
    who: user,
  }
  return withRepoLock(repo, async () => {
    const response = await callBackend(call)
    const content = await response.arrayBuffer()
    await absorbRefs(forge, repo, user)
    return new Response(content, { status: response.status, headers: response.headers })
  })
}

const movesOf = (head: PushHead): Move[] =>
  head.commands
    .filter((command) => !isDeletion(command))
    .map(({ before, after }) => ({ before: before === ZERO ? null : before, after }))

async function withSpool(
  dir: string,
  body: AsyncIterable<Uint8Array>,
  head: PushHead,
  use: (spool: Spool) => Promise<Response>,
): Promise<Response> {
  await mkdir(dir, { recursive: true })
  const file = join(dir, `push-${randomUUID()}`)
  try {
    return await use({ file, packAt: head.length, size: await spoolTo(file, body) })
  } finally {
    await rm(file, { force: true })
  }
}

function answer(content: Buffer): Response {
  const headers = { 'content-type': 'application/x-git-receive-pack-result', 'cache-control': 'no-cache' }
  return new Response(new Uint8Array(content), { status: 200, headers })
}
