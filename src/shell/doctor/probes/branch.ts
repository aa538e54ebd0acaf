/** What happens after a push to the scratch branch. */
import { list } from '../../../core/render/words.ts'
import { cannotTell, doesNot, type Finding, holds } from '../finding.ts'
import type { Probe } from '../probe.ts'
import { attempt, refusalWords, type Visit } from '../visit.ts'

const STEP_MS = 2000
const LONGEST_MS = 30_000

/** Asks every two seconds, for half a minute. Returns null when the answer never came. */
async function awaited<T>({ sleep, now }: Visit, ask: () => Promise<T | null>): Promise<T | null> {
  const until = now() + LONGEST_MS
  for (;;) {
    const answer = await ask()
    if (answer !== null || now() >= until) return answer
    await sleep(STEP_MS)
  }
}

export const push: Probe = {
  name: 'push',
  title: 'The bot may create a branch and push a commit',
  scratch: true,
  async ask({ scratch, config }) {
    const { value, failure } = await attempt(scratch?.branch() ?? Promise.reject(new Error('not asked')))
    if (value !== undefined) return holds(`It made ${value.name}.`)
    return doesNot(failure === undefined ? '' : `${refusalWords(failure)}.`, {
      instead: config.runner === 'actions' ? null : 'Trial merges stay on this machine; packets cannot start.',
      change:
        failure?.status === 409 || failure?.status === 404
          ? 'Push a first commit to the default branch.'
          : 'Exclude switchyard/trial/** from the branch rules, or let the App bypass them.',
    })
  },
}

interface Activity {
  after: string
  timestamp: string
  actor: { id: number } | null
}

export const activity: Probe = {
  name: 'activity',
  title: 'GitHub lists who pushed what, in time',
  scratch: true,
  async ask(visit) {
    const { head, name, pushedAt } = await branchOf(visit)
    const read = () =>
      attempt(visit.octokit.request('GET /repos/{owner}/{repo}/activity', { ...visit.at, ref: `refs/heads/${name}` }))
    const first = await read()
    const remedy = {
      instead: 'The bot notes its own pushes, and learns of others from webhooks alone.',
      change: 'None in GitHub. Restart the bot rarely, and let webhooks reach it.',
    }
    if (first.failure !== undefined) return doesNot(`${refusalWords(first.failure)}.`, remedy)
    const entryOf = (answer: { value?: { data: unknown } }) =>
      (answer.value?.data as Activity[] | undefined)?.find(({ after }) => after === head) ?? null
    const entry = entryOf(first) ?? (await awaited(visit, async () => entryOf(await read())))
    if (entry === null) return doesNot(`The push was not listed within ${LONGEST_MS / 1000} s.`, remedy)
    const late = Math.max(0, Math.round((visit.now() - pushedAt) / 1000))
    if (entry.actor?.id === visit.selfId) return holds(`The App's push was listed within ${late} s.`)
    return doesNot('The push is listed under another account than the App’s.', remedy)
  },
}

export const checkRuns: Probe = {
  name: 'check-runs',
  title: 'The bot may set checks and read them back',
  scratch: true,
  async ask(visit) {
    const { octokit, at, appNumber: app_id } = visit
    const { head } = await branchOf(visit)
    const run = {
      name: 'switchyard/doctor',
      head_sha: head,
      conclusion: 'neutral' as const,
      status: 'completed' as const,
    }
    const made = await attempt(octokit.rest.checks.create({ ...at, ...run }))
    const remedy = { instead: null, change: `Grant "Checks" (write): ${visit.installation.url}.` }
    if (made.failure !== undefined) return doesNot(`${refusalWords(made.failure)}.`, remedy)
    const seen = await awaited(visit, async () => {
      const { data } = await octokit.rest.checks.listForRef({ ...at, ref: head, app_id })
      return data.check_runs.find(({ name }) => name === run.name) ?? null
    })
    if (seen?.conclusion === 'neutral') return holds('A check run was set and read back.')
    return doesNot('The check run is not listed on its commit.', {
      instead: 'The bot sets it again with each look.',
      change: 'Report it with this output.',
    })
  },
}

export const statuses: Probe = {
  name: 'results-of-others',
  title: 'The bot can read the results of other tests',
  scratch: true,
  async ask(visit) {
    const { head } = await branchOf(visit)
    const { octokit, at, config } = visit
    const [status, runs] = await Promise.all([
      attempt(octokit.rest.repos.getCombinedStatusForRef({ ...at, ref: head })),
      attempt(octokit.rest.actions.listWorkflowRunsForRepo({ ...at, head_sha: head })),
    ])
    const failed = [
      ...(status.failure ? [`commit statuses (${status.failure.status})`] : []),
      ...(runs.failure ? [`workflow runs (${runs.failure.status})`] : []),
    ]
    if (failed.length === 0) return holds('Commit statuses and workflow runs can be read.')
    return doesNot(`GitHub refuses ${list(failed)}.`, {
      instead: config.runner === 'actions' ? null : 'Nothing is lost with the runner that is configured.',
      change: 'Grant "Commit statuses" (read) and "Actions" (read).',
    })
  },
}

export const workflows: Probe = {
  name: 'workflows',
  title: 'Pushes of the bot start workflows',
  scratch: true,
  async ask(visit): Promise<Finding> {
    const { octokit, at, config } = visit
    const { head } = await branchOf(visit)
    const files = await attempt(octokit.rest.repos.getContent({ ...at, path: '.github/workflows' }))
    const isNeeded = config.runner === 'actions'
    const change = isNeeded
      ? 'Add a workflow on pushes to switchyard/trial/**, or set `runner: local` and `test`.'
      : 'Nothing, as long as `runner` is not `actions`.'
    if (files.failure?.status === 404)
      return doesNot('The repository has no workflows.', {
        instead: isNeeded
          ? 'The integration check fails and says that nothing was run.'
          : 'Tests run on the bot’s machine.',
        change,
      })
    const names = await awaited(visit, async () => {
      const { data } = await octokit.rest.actions.listWorkflowRunsForRepo({ ...at, head_sha: head })
      return data.workflow_runs.length > 0 ? data.workflow_runs.map(({ name }) => name ?? 'unnamed') : null
    })
    if (names !== null) return holds(`The scratch push started ${list([...new Set(names)])}.`)
    const found = `The scratch push started no workflow within ${LONGEST_MS / 1000} s.`
    if (!isNeeded) return cannotTell(`${found} The configured runner needs none.`)
    return doesNot(found, { instead: 'The integration check fails and says that nothing was run.', change })
  },
}

/** Throws when the scratch branch could not be made; the probe `push` says why. */
async function branchOf({ scratch }: Visit) {
  if (scratch === null) throw new Error('no scratch branch')
  return await scratch.branch().catch(() => {
    throw new Error('It needs the scratch branch, which could not be made')
  })
}
