/** More of everything than fits on a page, put straight into the forge. */

import type { Forge, Issue, Repo, Revision } from '@switchyard/github-emulator'

const more = 101
const times = <T>(make: (n: number) => T): T[] => Array.from({ length: more }, (_, n) => make(n))

export function overflow(forge: Forge): void {
  const [repo] = forge.world.repos
  const people = forge.world.users.filter(({ type }) => type === 'User').map(({ id }) => id)
  const first = repo?.issues.find(({ userId }) => people.includes(userId))
  const [pull] = repo?.pulls ?? []
  if (!repo || !first || !pull) throw new Error('nothing to copy')
  const at = forge.clock.now()
  const label = (name: string) => repo.labels.find((each) => each.name === name)?.id ?? 0
  const revisions = times((n) => ({ at: at + n, editorId: first.userId, body: `text ${n}` }))
  const comments = (issue: number) =>
    times((n) => ({
      id: forge.newId(),
      issue,
      userId: first.userId,
      body: `${n}`,
      createdAt: at,
      updatedAt: at,
      reactions: [],
      revisions: n === 0 ? revisions : [{ at, editorId: first.userId, body: `${n}` }],
    }))
  let number = repo.lastNumber ?? repo.issues.length
  const issue = (labels: string[], fields: Partial<Issue> = {}): Issue => ({
    ...first,
    id: forge.newId(),
    number: ++number,
    state: 'open',
    labelIds: labels.map(label),
    createdAt: at,
    updatedAt: at,
    revisions: [{ at, editorId: first.userId, body: 'text' }],
    ...fields,
  })
  const long = issue(['packet'], { revisions })
  const pulls = times(() => issue([]))
  const [reviewed] = pulls
  repo.issues.push(long, ...times(() => issue(['packet', 'session'])), ...pulls)
  const body = `Closes #${long.number}`
  const gone = times(() => issue([], { state: 'closed', body }))
  repo.issues.push(...gone)
  repo.pulls.push(...gone.map((each) => ({ ...pull, id: forge.newId(), number: each.number, headRef: 'closed' })))
  repo.pulls.push(...pulls.map((each) => ({ ...pull, id: forge.newId(), number: each.number, merged: false })))
  repo.comments.push(...comments(long.number), ...comments(reviewed?.number ?? 0))
  repo.reviews.push(
    ...times(() => ({
      id: forge.newId(),
      pull: reviewed?.number ?? 0,
      userId: first.userId,
      body: '',
      state: 'COMMENTED' as const,
      commitId: pull.headSha,
      submittedAt: at,
    })),
  )
  onLines(repo, reviewed?.number ?? 0, { forge, userId: first.userId, at, revisions })
  repo.events.push(
    ...times((n) => ({
      id: forge.newId(),
      issue: long.number,
      kind: 'labeled' as const,
      actorId: first.userId,
      at,
      label: `l${n}`,
    })),
    ...times((n) => ({
      id: forge.newId(),
      issue: reviewed?.number ?? 0,
      actorId: first.userId,
      at,
      kind: n % 2 === 0 ? ('ready_for_review' as const) : ('convert_to_draft' as const),
    })),
  )
  repo.labels.push(...times((n) => ({ id: forge.newId(), name: `l${n}`, color: 'ededed', description: '' })))
  const tip = repo.refs[`refs/heads/${repo.defaultBranch}`] ?? ''
  for (let n = 0; n < more; n += 1) repo.refs[`refs/heads/more/${n}`] = tip
  repo.lastNumber = number
}

interface Author {
  forge: Forge
  userId: number
  at: number
  revisions: Revision[]
}

/** An edited review with threads, one of which is long. */
function onLines(repo: Repo, pull: number, { forge, userId, at, revisions }: Author): void {
  const review = repo.reviews.findLast((each) => each.pull === pull)
  if (!review) throw new Error('no review')
  Object.assign(review, { body: 'edited', revisions })
  const comment = (replyTo: number | null) => ({
    id: forge.newId(),
    issue: pull,
    userId,
    body: 'here',
    createdAt: at,
    updatedAt: at,
    reactions: [],
    revisions: [{ at, editorId: userId, body: 'here' }],
    review: review.id,
    path: 'a.js',
    line: 1,
    replyTo,
    commitId: review.commitId,
  })
  const firsts = times(() => comment(null))
  repo.lineComments = [...firsts, ...times(() => comment(firsts[0]?.id ?? null))]
}
