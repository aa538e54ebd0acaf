/** Does what an event says, as GitHub lets that person: nobody pushes to a branch that is not there. */
import type { Issue, Pull } from '@switchyard/github-emulator'
import { packetText } from '../../core/support/packet-text.ts'
import { people, type Who } from '../../core/support/people.ts'
import { BUG } from '../world/git.ts'
import { filesOf, isAncestor } from '../world/objects.ts'
import type { Truth } from '../world/truth.ts'
import * as hub from '../world/truth.ts'
import { awkward, configText, type Event, nameOf, UNTRUSTED } from './events.ts'
import {
  agentWorktree,
  botsComment,
  boxLines,
  branchAt,
  branchOf,
  dashboardOf,
  filed,
  type Of,
  openPullFor,
  packetAt,
  pick,
  pullFor,
  sayings,
} from './visible.ts'

const patch = (truth: Truth, who: Who, number: number, change: object) =>
  hub.call(truth, who, 'PATCH', `/issues/${number}`, change)
const patchPull = (truth: Truth, who: Who, number: number, change: object) =>
  hub.call(truth, who, 'PATCH', `/pulls/${number}`, change)
const bodyOf = (issue: Issue) => issue.body ?? ''

type Applied = Promise<unknown> | unknown

const appliers: { [K in Event['do']]: (truth: Truth, event: Of<K>) => Applied } = {
  file: (truth, { who, name, hard, soft, foreign }) =>
    hub.call(truth, who, 'POST', '/issues', {
      title: `Work Packet: ${nameOf(name)}`,
      body: textOf(name, hard, soft, foreign),
    }),
  session: (truth) => hub.call(truth, 'maintainer', 'POST', '/issues', { title: 'Session: users', body: 'Our goal.' }),
  say: (truth, event) => {
    const number = agentWorktree(truth, event)
    return (
      number !== undefined && hub.call(truth, event.who, 'POST', `/issues/${number}/comments`, { body: event.body })
    )
  },
  reword: (truth, { who, nth, body }) => {
    const comment = pick(sayings(truth), nth)
    const by = who === 'author' ? whoIs(comment?.userId) : who
    return comment && by && hub.call(truth, by, 'PATCH', `/issues/comments/${comment.id}`, { body })
  },
  unsay: (truth, { nth, own }) => {
    const comment = own ? pick(sayings(truth), nth) : botsComment(truth, nth)
    return comment && hub.call(truth, 'writer', 'DELETE', `/issues/comments/${comment.id}`)
  },
  edit: (truth, { who, on, how, other }) => {
    const issue = packetAt(truth, on)
    return issue && patch(truth, who, issue.number, { body: editedText(bodyOf(issue), how, other) })
  },
  rename: (truth, { who, on, name }) => {
    const issue = packetAt(truth, on)
    return issue && patch(truth, who, issue.number, { title: `Work Packet: ${nameOf(name)}` })
  },
  tick: (truth, { who, on }) => {
    const issue = packetAt(truth, on)
    return issue && patch(truth, who, issue.number, { body: bodyOf(issue).replaceAll('- [ ]', '- [x]') })
  },
  push: (truth, event) => {
    const issue = packetAt(truth, event.on)
    const branch = issue && branchOf(truth, issue)
    return branch && hub.headOf(truth, branch) && pushTo(truth, branch, event, issue.number)
  },
  reset: async (truth, { who, on, to }) => {
    const [branch, main] = [branchAt(truth, on), hub.mainOf(truth)]
    const head = branch && hub.headOf(truth, branch)
    const parent = truth.bare.objects.commits.get(head ?? '')?.parents[0]
    if (head) await hub.pushRef(truth, who, `refs/heads/${branch}`, to === 'main' ? main : (parent ?? main))
  },
  pushAgain: async (truth, { who, on }) => {
    const branch = branchAt(truth, on)
    const gone = truth.repo.activity.findLast(({ ref }) => ref === `refs/heads/${branch}`)
    if (branch && !hub.headOf(truth, branch) && gone) await hub.pushRef(truth, who, `refs/heads/${branch}`, gone.before)
  },
  sibling: async (truth, { who, on, other, forward }) => {
    const [branch, theirs] = [branchAt(truth, on), branchAt(truth, other)]
    const [head, their] = [hub.headOf(truth, branch ?? ''), hub.headOf(truth, theirs ?? '')]
    if (!branch || !head || !their || isAncestor(truth.bare.objects, their, head)) return
    if (forward && isAncestor(truth.bare.objects, head, their))
      return hub.pushRef(truth, who, `refs/heads/${branch}`, their)
    return hub.call(truth, who, 'POST', '/merges', { base: branch, head: theirs })
  },
  review: (truth, { who, on, verdict }) => {
    const pull = openPullFor(truth, on)
    const event = { APPROVED: 'APPROVE', CHANGES_REQUESTED: 'REQUEST_CHANGES', COMMENTED: 'COMMENT' }[verdict]
    return pull && hub.call(truth, who, 'POST', `/pulls/${pull.number}/reviews`, { event, body: 'Seen.' })
  },
  dismiss: (truth, { who, on }) => {
    const pull = openPullFor(truth, on)
    const review = truth.repo.reviews.findLast((one) => one.pull === pull?.number && one.state !== 'COMMENTED')
    const at = `/pulls/${pull?.number}/reviews/${review?.id}/dismissals`
    return review && hub.call(truth, who, 'PUT', at, { message: 'No longer so.' })
  },
  label: (truth, { who, on, label, added }) => {
    const issue = packetAt(truth, on)
    if (!issue || !truth.repo.labels.some((one) => one.name === label)) return
    const at = `/issues/${issue.number}/labels`
    if (added) return hub.call(truth, who, 'POST', at, { labels: [label] })
    return hub.call(truth, who, 'DELETE', `${at}/${encodeURIComponent(label)}`)
  },
  assign: (truth, { on, who, added }) => {
    const issue = packetAt(truth, on)
    const body = { assignees: [people[who as Exclude<Who, 'ghost'>]?.login] }
    return issue && hub.call(truth, 'writer', added ? 'POST' : 'DELETE', `/issues/${issue.number}/assignees`, body)
  },
  close: (truth, { who, on }) => setState(truth, who, packetAt(truth, on)?.number, 'closed'),
  reopen: (truth, { who, on }) => setState(truth, who, packetAt(truth, on)?.number, 'open'),
  closePull: (truth, { who, on }) => setState(truth, who, openPullFor(truth, on)?.number, 'closed'),
  reopenPull: (truth, { who, on }) => setState(truth, who, pullFor(truth, on)?.number, 'open'),
  mergePull: (truth, { who, on }) => {
    const pull = openPullFor(truth, on)
    return pull && hub.call(truth, who, 'PUT', `/pulls/${pull.number}/merge`, {})
  },
  pullBody: (truth, { who, on, other, how }) => {
    const pull = openPullFor(truth, on)
    const copied = packetAt(truth, other)?.number
    const body = pull && bodyOf(hub.issueAt(truth, pull.number) as Issue)
    const texts = {
      marker: `${body}\n<!-- switchyard:packet:${copied} -->`,
      replaced: (body ?? '').replaceAll(/switchyard:packet:\d+/g, `switchyard:packet:${copied}`),
      closes: `${body}\n\nCloses #${copied}`,
      emptied: '',
    }
    return pull && patchPull(truth, who, pull.number, { body: texts[how] })
  },
  retarget: async (truth, { who, on, back }) => {
    const pull = openPullFor(truth, on)
    if (!pull) return
    if (!hub.headOf(truth, 'release')) await hub.pushRef(truth, who, 'refs/heads/release', hub.mainOf(truth))
    await patchPull(truth, who, pull.number, { base: back ? 'main' : 'release' })
  },
  ownPull: async (truth, { who, on }) => {
    const issue = packetAt(truth, on)
    const branch = `own/${issue?.number}-${who}`
    if (!issue || !hub.mayPush(truth, who)) return
    const event = { who, on, file: 'own', bug: false, forced: false } as const
    await pushTo(truth, branch, event, issue.number, hub.headOf(truth, branch) ?? hub.mainOf(truth))
    const body = { head: branch, base: 'main', title: 'My way', body: `Closes #${issue.number}` }
    await hub.call(truth, who, 'POST', '/pulls', body)
  },
  mergeOwn: (truth, { who, on }) => {
    const issue = packetAt(truth, on)
    const isMeant = ({ headRef, number }: Pull) =>
      headRef.startsWith(`own/${issue?.number}-`) && hub.isOpen(truth, number)
    const pull = truth.repo.pulls.findLast(isMeant)
    return pull && hub.call(truth, who, 'PUT', `/pulls/${pull.number}/merge`, {})
  },
  deleteBranch: async (truth, { who, on }) => {
    const branch = branchAt(truth, on)
    if (branch && hub.headOf(truth, branch)) await hub.pushRef(truth, who, `refs/heads/${branch}`, null)
  },
  deleteIssue: async (truth, { on }) => {
    const issue = packetAt(truth, on)
    if (issue && filed(truth).length > 1) await hub.deleteIssue(truth, 'maintainer', issue)
  },
  box: (truth, event) => {
    const boxes = boxLines(truth, event)
    return changeDashboard(truth, event.who, (line) => (boxes.includes(line) ? line.replace('- [ ]', '- [x]') : line))
  },
  forge: (truth, { who, on, how }) => {
    const number = packetAt(truth, on)?.number
    const forged = `- [ ] A box <!-- switchyard:tick:merge:${number} -->`
    const isBox = /<!-- switchyard:tick:(?:merge|allow|accept):\d+/
    if (how === 'altered')
      return changeDashboard(truth, who, (line) => line.replace(isBox, (m) => m.replace(/\d+$/, `${number}`)))
    return changeDashboard(truth, who, (line) => (/^## /.test(line) ? `${forged}\n${line}` : line))
  },
  dashboard: (truth, { who, body }) => {
    const issue = dashboardOf(truth)
    if (!issue) return
    const texts = { emptied: '', added: `Our goal.\n\n${bodyOf(issue)}`, unmarked: 'Only our goal.' }
    return patch(truth, who, issue.number, { body: texts[body] })
  },
  main: (truth, { who }) => pushTo(truth, 'main', { who, file: 'main', bug: false, forced: false }, null),
  revert: async (truth, { who, on }) => {
    const issue = packetAt(truth, on)
    const main = hub.mainOf(truth)
    const mine = [...truth.work].filter(
      ([sha, of]) => of === issue?.number && isAncestor(truth.bare.objects, sha, main),
    )
    const paths = mine.flatMap(([sha]) => pathsOf(truth, sha))
    if (paths.length === 0 || !hub.mayPush(truth, who)) return
    for (const [sha] of mine) truth.work.delete(sha)
    const message = `Revert "work"\n\nThis reverts commit ${mine.at(-1)?.[0]}.`
    const gone = Object.fromEntries(paths.map((path) => [path, null]))
    await hub.pushFiles(truth, who, 'refs/heads/main', gone, { message })
  },
  rewrite: async (truth, { who }) => {
    const parent = truth.bare.objects.commits.get(hub.mainOf(truth))?.parents[0]
    if (parent) await hub.pushRef(truth, who, 'refs/heads/main', parent)
  },
  config: (truth, { who, capacity, agents }) =>
    hub.pushFiles(truth, who, 'refs/heads/main', { [hub.CONFIG_PATH]: configText(capacity, agents) }),
  role: (truth, { who, to }) => hub.giveRole(truth.repo, who, to),
  account: (truth, { who, how }) => hub.changeAccount(truth, who, how),
  wait: () => {},
}

export async function apply(truth: Truth, event: Event): Promise<void> {
  truth.turn += 1
  truth.made = 0
  const applier = appliers[event.do] as (truth: Truth, event: Event) => Applied
  await applier(truth, event)
}

const whoIs = (id: number | undefined): Who | undefined =>
  (Object.keys(people) as Exclude<Who, 'ghost'>[]).find((who) => people[who]?.id === id)

const setState = (truth: Truth, who: Who, number: number | undefined, state: 'open' | 'closed') =>
  number !== undefined && patch(truth, who, number, { state })

function changeDashboard(truth: Truth, who: Who, change: (line: string) => string): Applied {
  const dashboard = dashboardOf(truth)
  return (
    dashboard && patch(truth, who, dashboard.number, { body: bodyOf(dashboard).split('\n').map(change).join('\n') })
  )
}

function textOf(name: number, hard: number[], soft: number[], foreign: boolean): string {
  const others = (list: number[]) => list.map(nameOf).filter((one) => one !== nameOf(name))
  return packetText({
    objective: foreign ? `Do it: ${UNTRUSTED}` : 'Do the work',
    inScope: `${nameOf(name)}/`,
    outOfScope: 'secret/',
    hard: others(hard).join(', ') || 'None',
    soft:
      others(soft)
        .map((one) => `${one} - with a mock`)
        .join(', ') || 'None',
  })
}

function editedText(body: string, how: Of<'edit'>['how'], other: number): string {
  switch (how) {
    case 'objective':
      return body.replace(/\*\*Objective:\*\* .*/, `**Objective:** Another aim ${other}`)
    case 'hard':
      return body.replace(/\*\*Hard:\*\* .*/, `**Hard:** ${nameOf(other)}`)
    case 'broken':
      return body.includes('## Acceptance Criteria')
        ? body.replace('## Acceptance Criteria', '## Notes')
        : body.replace('## Notes', '## Acceptance Criteria')
    case 'scope':
      return body.replace(/\*\*In Scope:\*\* .*/, `**In Scope:** ${nameOf(other)}/`)
  }
}

type Change = Pick<Of<'push'>, 'who' | 'bug' | 'forced'> & { file: Of<'push'>['file'] | 'main' }

/** @param packet whose work it is */
async function pushTo(
  truth: Truth,
  branch: string,
  { who, file, bug, forced }: Change,
  packet: number | null,
  from = hub.headOf(truth, branch) ?? '',
): Promise<void> {
  const before = truth.bare.objects.commits.get(from)?.parents[0]
  const parent = forced && before ? before : from
  const own = `${branch.startsWith('feature/') ? branch.slice(8) : branch}/x.js`
  const paths = { own, shared: 'lib/shared.js', outside: 'secret/y.js', main: 'main.js', awkward: awkward(truth.turn) }
  const ref = `refs/heads/${branch}`
  const change = { [paths[file]]: `${truth.turn}${bug ? BUG : ''}` }
  const sha = await hub.pushFiles(truth, who, ref, change, { parents: [parent] }, (made) => {
    if (packet !== null) truth.work.set(made, packet)
  })
  return sha
}

function pathsOf(truth: Truth, sha: string): string[] {
  const { objects } = truth.bare
  const [now, before] = [sha, objects.commits.get(sha)?.parents[0] ?? ''].map((one) => filesOf(objects, one))
  return [...(now?.keys() ?? [])].filter((path) => now?.get(path) !== before?.get(path))
}
