/**
 * The queue at work: each entry's commit is made on top of the one before it, its checks are waited for, and the first
 * goes into the base branch once they passed. What can be told at once is done at once.
 */
import { ForgeError } from '../errors.ts'
import { issueOf, pullOf } from '../find.ts'
import type { Forge } from '../forge.ts'
import type { MergeGroup, QueueEntry, Repo } from '../model.ts'
import { readCommit, ZERO } from '../objects.ts'
import { withRepoLock } from '../record.ts'
import { missingChecks } from '../required-checks.ts'
import { allRulesFor } from '../rules.ts'
import { landing } from '../stacks.ts'
import { mergeCommit } from '../verbs/merge.ts'
import { absorbRefs } from '../verbs/notice.ts'
import { moveRef } from '../verbs/refs.ts'
import { startGroupWorkflows } from '../verbs/workflows.ts'
import { destroyGroup, type Leaving, leave, queueBot } from './leave.ts'
import { type QueueSettings, queueSettings } from './settings.ts'

/** Every step takes something out or makes one commit, so this is never reached by an honest queue. */
const MOST_STEPS = 1000

/** Asked before and after each request, which stands for the passing of time. Cheap while nothing is queued. */
export async function advanceQueues(forge: Forge): Promise<void> {
  for (const repo of forge.world.repos) if ((repo.mergeQueue ?? []).length > 0) await advance(forge, repo)
}

function advance(forge: Forge, repo: Repo): Promise<void> {
  return withRepoLock(repo, async () => {
    await absorbRefs(forge, repo, null)
    for (let steps = 0; steps < MOST_STEPS && (await step(forge, repo)); steps++);
  })
}

/** Does the first step that is due. Returns false when there is none. */
async function step(forge: Forge, repo: Repo): Promise<boolean> {
  const entries = repo.mergeQueue ?? []
  for (const entry of entries) {
    const why = lapsed(repo, entry)
    if (why !== null) return out(forge, repo, entry, why)
  }
  for (const branch of new Set(entries.map(({ baseRef }) => baseRef))) {
    const settings = queueSettings(repo, branch)
    const ofBranch = entries.filter(({ baseRef }) => baseRef === branch)
    if (settings && (await stepOn(forge, repo, ofBranch, { branch, ...settings }))) return true
  }
  return false
}

async function out(forge: Forge, repo: Repo, entry: QueueEntry, why: Leaving): Promise<true> {
  await leave({ forge, repo, actor: queueBot(forge) }, entry, why)
  return true
}

/** Returns why an entry must leave regardless of its checks. */
function lapsed(repo: Repo, entry: QueueEntry): Leaving | null {
  const pull = pullOf(repo, entry.pull)
  if (pull.merged) return 'ALREADY_MERGED'
  if (issueOf(repo, entry.pull).state !== 'open') return 'MANUAL'
  if (queueSettings(repo, entry.baseRef) === null || landing(repo, pull) !== entry.baseRef) return 'QUEUE_CLEARED'
  return pull.headSha !== entry.headSha || pull.draft ? 'BRANCH_PROTECTIONS' : null
}

async function stepOn(
  forge: Forge,
  repo: Repo,
  entries: QueueEntry[],
  settings: QueueSettings & { branch: string },
): Promise<boolean> {
  let base = repo.refs[`refs/heads/${settings.branch}`]
  for (const [place, entry] of entries.slice(0, settings.mostBuilt).entries()) {
    if (base === undefined) return false
    const { group } = entry
    if (group?.base !== base) return build(forge, repo, entry, { base, method: settings.method })
    const verdict = verdictOn(forge, repo, { ...settings, group })
    if (verdict === 'failed') return out(forge, repo, entry, 'CI_FAILURE')
    if (verdict === 'late') return out(forge, repo, entry, 'CI_TIMEOUT')
    if (verdict === 'passed' && place === 0) return merge(forge, repo, entry, group)
    base = group.head
  }
  return false
}

interface OnBase {
  base: string
  method: QueueSettings['method']
}

/** Makes the entry's commit and its branch, and asks for checks; one that conflicts leaves the queue. */
async function build(forge: Forge, repo: Repo, entry: QueueEntry, { base, method }: OnBase): Promise<true> {
  await destroyGroup(forge, repo, entry, 'invalidated')
  const bot = queueBot(forge)
  const head = await commitOf(forge, repo, entry, { base, method })
  if (head === null) return out(forge, repo, entry, 'MERGE_CONFLICT')
  const group = {
    base,
    head,
    branch: `gh-readonly-queue/${entry.baseRef}/pr-${entry.pull}-${base}`,
    at: forge.clock.now(),
  }
  entry.group = group
  forge.touch()
  await moveRef({ forge, actor: bot, repo }, `refs/heads/${group.branch}`, { before: ZERO, after: head })
  await absorbRefs(forge, repo, bot)
  const commit = await readCommit(forge, repo, group.head)
  forge.emit({ kind: 'merge-group-requested', repo, actor: bot, group, baseRef: entry.baseRef, commit })
  await startGroupWorkflows(forge, repo, { branch: group.branch, base: entry.baseRef, sha: head, actor: bot })
  return true
}

/** Null: it conflicts. */
async function commitOf(forge: Forge, repo: Repo, entry: QueueEntry, { base, method }: OnBase): Promise<string | null> {
  try {
    return await mergeCommit({ forge, actor: queueBot(forge), repo }, pullOf(repo, entry.pull), base, { method })
  } catch (error) {
    if (error instanceof ForgeError) return null
    throw error
  }
}

type Verdict = 'passed' | 'failed' | 'late' | 'pending'

/** What the required checks say of exactly the group's commit. */
function verdictOn(
  forge: Forge,
  repo: Repo,
  { branch, group, timeoutMs }: { branch: string; group: MergeGroup; timeoutMs: number },
): Verdict {
  const rules = allRulesFor(forge, repo, branch).filter(({ type }) => type === 'required_status_checks')
  if (rules.every((rule) => missingChecks(repo, group.head, rule) === null)) return 'passed'
  const contexts = rules.flatMap(({ parameters }) => {
    const list = parameters?.required_status_checks
    return Array.isArray(list) ? list.map(({ context }) => String(context)) : []
  })
  if (contexts.some((context) => hasFailed(repo, group.head, context))) return 'failed'
  return forge.clock.now() >= group.at + timeoutMs ? 'late' : 'pending'
}

function hasFailed(repo: Repo, sha: string, context: string): boolean {
  const run = repo.checkRuns.findLast((one) => one.headSha === sha && one.name === context)
  if (run) return run.status === 'completed' && !['success', 'neutral', 'skipped'].includes(run.conclusion ?? '')
  const status = repo.statuses.findLast((one) => one.sha === sha && one.context === context)
  return status?.state === 'failure' || status?.state === 'error'
}

async function merge(forge: Forge, repo: Repo, entry: QueueEntry, group: MergeGroup): Promise<boolean> {
  const bot = queueBot(forge)
  const ref = `refs/heads/${entry.baseRef}`
  if (!(await moveRef({ forge, actor: bot, repo }, ref, { before: group.base, after: group.head }))) return false
  const pull = pullOf(repo, entry.pull)
  await absorbRefs(forge, repo, bot, { merge: { pull, sha: group.head, byQueue: true } })
  return out(forge, repo, entry, 'MERGE')
}
