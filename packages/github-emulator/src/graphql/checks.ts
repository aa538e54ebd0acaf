import type { Forge } from '../domain/forge.ts'
import { latestStatuses, rollupState } from '../domain/merge-state.ts'
import type { Pull, Repo } from '../domain/model.ts'
import { type CheckRun, type CheckSuite, type CommitStatus, suiteState } from '../domain/model-checks.ts'
import { nodeId } from '../domain/nodeid.ts'
import { allRulesFor } from '../domain/rules.ts'
import { iso, isoOrNull } from '../domain/time.ts'
import { repoHtml } from '../views/repo.ts'
import { actorById } from './actors.ts'
import { connection, type PageArgs } from './connection.ts'
import type { Context, Node } from './context.ts'

/** Fields of a commit about its checks and statuses. */
export function checkFields(context: Context, repo: Repo, sha: string, commit: () => Node): Node {
  return {
    checkSuites: (args: PageArgs) =>
      connection({
        field: 'checkSuites',
        items: repo.checkSuites.filter((suite) => suite.headSha === sha),
        args,
        keyOf: (suite) => [suite.id],
        toNode: (suite) => suiteNode(context, repo, suite, commit),
      }),
    statusCheckRollup: () => rollup(context, repo, sha, commit),
    status: () => {
      const contexts = latestStatuses(repo, sha)
      if (contexts.length === 0) return null
      const state = (['error', 'failure', 'pending'] as const).find((word) =>
        contexts.some((one) => one.state === word),
      )
      return {
        id: nodeId('Commit', `${repo.id}:${sha}:status`),
        state: (state ?? 'success').toUpperCase(),
        commit,
        contexts: contexts.map((one) => statusNode(context, repo, one, commit)),
      }
    },
  }
}

function suiteNode(context: Context, repo: Repo, suite: CheckSuite, commit?: () => Node): Node {
  const app = context.forge.world.apps.find(({ id }) => id === suite.appId)
  const run = repo.workflowRuns?.find(({ suiteId }) => suiteId === suite.id)
  const { status, conclusion } = suiteState(repo, suite)
  return {
    __typename: 'CheckSuite',
    id: nodeId('CheckSuite', suite.id),
    databaseId: suite.id,
    createdAt: iso(suite.createdAt),
    updatedAt: iso(suite.updatedAt),
    status: status.toUpperCase(),
    conclusion: conclusion?.toUpperCase() ?? null,
    app: app
      ? { __typename: 'App', id: nodeId('App', app.id), databaseId: app.id, slug: app.slug, name: app.slug }
      : null,
    ...(commit && { commit }),
    workflowRun: run
      ? {
          id: nodeId('WorkflowRun', run.id),
          databaseId: run.id,
          runNumber: run.number,
          event: run.event,
          url: `${repoHtml(context.forge, repo)}/actions/runs/${run.id}`,
          workflow: { id: nodeId('Workflow', run.workflowId), databaseId: run.workflowId, name: run.name },
        }
      : null,
    checkRuns: (args: PageArgs) =>
      connection({
        field: 'checkRuns',
        items: repo.checkRuns.filter((one) => one.suiteId === suite.id),
        args,
        keyOf: (one) => [one.id],
        toNode: (one) => checkRunNode(context, repo, one),
      }),
  }
}

export function checkRunNode(context: Context, repo: Repo, run: CheckRun): Node {
  const suite = repo.checkSuites.find(({ id }) => id === run.suiteId)
  const html = repoHtml(context.forge, repo)
  return {
    __typename: 'CheckRun',
    id: nodeId('CheckRun', run.id),
    databaseId: run.id,
    name: run.name,
    externalId: run.externalId,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    startedAt: isoOrNull(run.startedAt),
    completedAt: isoOrNull(run.completedAt),
    title: run.output.title,
    summary: run.output.summary,
    text: run.output.text,
    detailsUrl: run.detailsUrl ?? `${html}/runs/${run.id}`,
    url: `${html}/runs/${run.id}`,
    permalink: `${html}/runs/${run.id}`,
    isRequired: (args: RequiredArgs) => isRequired(context.forge, repo, run.name, args),
    checkSuite: () => (suite ? suiteNode(context, repo, suite) : null),
    repository: () => context.nodes.repository(context, repo),
  }
}

function statusNode(context: Context, repo: Repo, status: CommitStatus, commit: () => Node): Node {
  return {
    __typename: 'StatusContext',
    id: nodeId('StatusContext', status.id),
    context: status.context,
    state: status.state.toUpperCase(),
    description: status.description,
    targetUrl: status.targetUrl,
    createdAt: iso(status.createdAt),
    creator: () => actorById(context, status.userId),
    isRequired: (args: RequiredArgs) => isRequired(context.forge, repo, status.context, args),
    commit,
  }
}

interface RequiredArgs {
  pullRequestId?: string | null
  pullRequestNumber?: number | null
}

function isRequired(
  forge: Forge,
  repo: Repo,
  name: string,
  { pullRequestId, pullRequestNumber }: RequiredArgs,
): boolean {
  const isIt = (pull: Pull) => pull.number === pullRequestNumber || nodeId('PullRequest', pull.id) === pullRequestId
  const base = repo.pulls.find(isIt)?.baseRef
  if (base === undefined) return false
  const lists = allRulesFor(forge, repo, base).map(({ parameters }) => parameters?.required_status_checks)
  return lists.some((list) => Array.isArray(list) && list.some((one: { context?: string }) => one.context === name))
}

/** All check runs and statuses of a commit; null when there are none. */
function rollup(context: Context, repo: Repo, sha: string, commit: () => Node): Node | null {
  const runs = repo.checkRuns.filter((run) => run.headSha === sha)
  const statuses = latestStatuses(repo, sha)
  if (runs.length + statuses.length === 0) return null
  const runStates = runs.map(({ status, conclusion }) => (conclusion ?? status).toUpperCase())
  const statusStates = statuses.map(({ state }) => state.toUpperCase())
  return {
    id: nodeId('Commit', `${repo.id}:${sha}:rollup`),
    state: rollupState(repo, sha),
    commit,
    contexts: (args: PageArgs) =>
      connection({
        field: 'contexts',
        items: [...runs, ...statuses],
        args,
        keyOf: ({ id }) => [id],
        toNode: (one) => ('suiteId' in one ? checkRunNode(context, repo, one) : statusNode(context, repo, one, commit)),
        more: {
          checkRunCount: runs.length,
          checkRunCountsByState: counted(runStates),
          statusContextCount: statuses.length,
          statusContextCountsByState: counted(statusStates),
        },
      }),
  }
}

const counted = (states: string[]) =>
  [...new Set(states)].map((state) => ({ state, count: states.filter((one) => one === state).length }))
