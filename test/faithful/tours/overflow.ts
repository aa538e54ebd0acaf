/** More of everything than fits on a page, put straight into the forge. */
import type { Forge } from '../../../src/sandbox/forge/forge.ts'
import type { Issue } from '../../../src/sandbox/forge/model.ts'

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
      ...{ id: forge.newId(), issue, userId: first.userId, body: `${n}`, createdAt: at, updatedAt: at, reactions: [] },
      revisions: n === 0 ? revisions : [{ at, editorId: first.userId, body: `${n}` }],
    }))
  let number = repo.lastNumber ?? repo.issues.length
  const issue = (labels: string[], fields: Partial<Issue> = {}): Issue => ({
    ...{ ...first, id: forge.newId(), number: ++number, state: 'open', labelIds: labels.map(label) },
    ...{ createdAt: at, updatedAt: at, revisions: [{ at, editorId: first.userId, body: 'text' }], ...fields },
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
      ...{
        id: forge.newId(),
        pull: reviewed?.number ?? 0,
        userId: first.userId,
        body: '',
        state: 'COMMENTED' as const,
      },
      ...{ commitId: pull.headSha, submittedAt: at },
    })),
  )
  repo.events.push(
    ...times((n) => ({
      ...{ id: forge.newId(), issue: long.number, kind: 'labeled' as const, actorId: first.userId, at, label: `l${n}` },
    })),
  )
  repo.labels.push(...times((n) => ({ id: forge.newId(), name: `l${n}`, color: 'ededed', description: '' })))
  const tip = repo.refs[`refs/heads/${repo.defaultBranch}`] ?? ''
  for (let n = 0; n < more; n += 1) repo.refs[`refs/heads/more/${n}`] = tip
  repo.lastNumber = number
}
