/**
 * A small GitHub of plain facts: what people do changes the facts, and `settle` lets the bot decide and does what it
 * decided, until nothing is left to do. No network, no clock, no git: the decisions alone.
 */
import { type Action, actionKey } from '../../../src/core/actions.ts'
import { decide } from '../../../src/core/decide.ts'
import type {
  Actor,
  CommentFact,
  Facts,
  FileChange,
  IssueFact,
  Permission,
  PullFact,
  TrialFact,
} from '../../../src/core/facts.ts'
import { readPacket } from '../../../src/core/packets/read.ts'
import { readComment } from '../../../src/core/reports/read.ts'
import type { CommentReading } from '../../../src/core/reports/reading.ts'
import type { PacketState, State } from '../../../src/core/state.ts'

export type Who =
  | 'maintainer'
  | 'writer'
  | 'agent'
  | 'agent2'
  | 'triager'
  | 'reader'
  | 'assignee'
  | 'outsider'
  | 'robot'
  | 'stranger'
  | 'ghost'
  | 'switchyard'

const actor = (id: number, login: string, type: Actor['type'] = 'User'): Actor => ({ id, login, type })

export const app = actor(100, 'switchyard[bot]', 'Bot')

/** `ghost` is a deleted account; of `stranger` GitHub does not say what it may do; `robot` is an App nobody listed. */
export const people: Record<Exclude<Who, 'ghost'>, Actor> & { ghost: null } = {
  maintainer: actor(1, 'maintainer'),
  writer: actor(2, 'writer'),
  agent: actor(3, 'agent'),
  agent2: actor(4, 'agent2'),
  reader: actor(5, 'reader'),
  outsider: actor(6, 'outsider'),
  robot: actor(7, 'robot[bot]', 'Bot'),
  triager: actor(8, 'triager'),
  assignee: actor(9, 'assignee'),
  stranger: actor(10, 'stranger'),
  ghost: null,
  switchyard: app,
}

const permissions: Record<Who, Permission> = {
  maintainer: 'maintain',
  writer: 'write',
  agent: 'write',
  agent2: 'write',
  reader: 'read',
  outsider: 'none',
  robot: 'none',
  triager: 'triage',
  assignee: 'read',
  stranger: 'unknown',
  ghost: 'none',
  switchyard: 'none',
}

export const START = Date.UTC(2026, 0, 5, 9, 0, 0)
const CONFIG = 'agents: [agent, agent2]\ntest: npm test\n'

export interface World {
  facts: Facts
  actions: Action[]
  /** Every permission that was asked. */
  asked: string[]
  /** What GitHub would say now. */
  permissions: Record<Who, Permission>
  trial: (base: string, head: string) => TrialFact
  /** What GitHub refuses for good, with its words; null: it does it. */
  refuses: (action: Action) => string | null
  /** Trials stay under way: the bot has nothing else to do. */
  stopAtTrials: boolean
  /** Earlier texts of the configuration, newest first. */
  history: string[]
  /** What a branch changed, to be added to. */
  changed(branch: string): FileChange[]
  pass(minutes: number): void
  file(who: Who, title: string, body: string): IssueFact
  comment(who: Who, issue: number, body: string): CommentFact
  editComment(who: Who, comment: CommentFact, body: string): void
  deleteComment(comment: CommentFact): void
  edit(who: Who, issue: number, change: { title?: string; body?: string }): void
  tick(who: Who, issue: number): void
  push(who: Who, branch: string, paths: string[]): string
  pushMain(): string
  closeIssue(who: Who, issue: number): void
  reopen(who: Who, issue: number): void
  deleteIssue(issue: number): void
  closePull(who: Who, branch: string): void
  /** By GitHub's own button. */
  mergePull(who: Who, branch: string): void
  /** A pull request that a person opened. */
  openPull(who: Who, branch: string, more?: Partial<PullFact>): PullFact
  label(who: Who, issue: number, name: string): void
  unlabel(who: Who, issue: number, name: string): void
  /** Ticks one box of a dashboard, named by what it does. */
  tickBox(who: Who, issue: number, action: string): void
  assign(issue: number, who: Who): void
  approve(who: Who, branch: string, state?: 'APPROVED' | 'CHANGES_REQUESTED'): void
  settle(): State
  issue(number: number): IssueFact
  labels(issue: number): string[]
  status(issue: number): string
  packet(issue: number): PacketState
  pullOf(branch: string): PullFact | undefined
  said(issue: number): string[]
  body(issue: number): string
  configure(text: string): void
}

let shas = 0
const sha = () => {
  shas += 1
  return shas.toString(16).padStart(40, 'a')
}

/** The App's own comments are never commands, so that nothing depends on how they read. */
const unread: CommentReading = { report: null, commands: [], tooCostly: false }

const passed = (trial: string, at: number): TrialFact => ({
  state: 'finished',
  trial,
  ok: true,
  startedAt: at,
  finishedAt: at,
  steps: [{ name: 'test', command: 'npm test', outcome: 'passed', exitCode: 0, seconds: 1, tail: 'ok' }],
})

/** The only comment of the App on that thread whose text has all these words; throws when there are more or none. */
export function oneSaying(world: World, issue: number, ...words: string[]): string {
  const found = world.said(issue).filter((body) => words.every((word) => body.includes(word)))
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} comments say ${words.join(', ')} among:\n${world.said(issue).join('\n---\n')}`)
  return found[0]
}

export const failing = (tail: string) => (): TrialFact => ({
  state: 'finished',
  trial: sha(),
  ok: false,
  startedAt: START,
  finishedAt: START,
  steps: [{ name: 'test', command: 'npm test', outcome: 'failed', exitCode: 1, seconds: 1, tail }],
})

export function createWorld(options: { config?: string | null } = {}): World {
  const main = sha()
  const files = new Map<string, FileChange[]>()
  const forkedFrom = new Map<string, string>()
  const parents = new Map<string, string[]>()
  const facts: Facts = {
    now: START,
    app,
    repo: {
      id: 1,
      owner: 'acme',
      name: 'app',
      url: 'https://example.invalid/acme/app',
      defaultBranch: 'main',
      private: false,
      installedAt: START - 1,
    },
    config: { text: options.config === undefined ? CONFIG : options.config, history: null },
    labels: [],
    issues: [],
    pulls: [],
    branches: [{ name: 'main', sha: main, protected: false }],
    activity: [],
    checks: [],
    lookups: { permissions: {}, diffs: {}, trials: {}, noIssue: [] },
    refused: {},
  }
  let ids = 1000
  const nextId = () => {
    ids += 1
    return ids
  }
  let numbers = 0
  const nextNumber = () => {
    numbers += 1
    return numbers
  }
  const url = (path: string) => `${facts.repo.url}/${path}`
  const findIssue = (number: number) => {
    const issue = facts.issues.find((one) => one.number === number)
    if (!issue) throw new Error(`no issue ${number}`)
    return issue
  }
  const threadOf = (number: number) => facts.pulls.find((pull) => pull.number === number) ?? findIssue(number)
  const tickClock = () => {
    facts.now += 1000
    return facts.now
  }
  const revision = (editor: Actor | null, title: string, body: string) => ({
    at: facts.now,
    editor,
    title,
    body,
    reading: readPacket({ title, body, prefixes: null }),
  })

  function addIssue(author: Actor | null, title: string, body: string): IssueFact {
    tickClock()
    const number = nextNumber()
    const issue: IssueFact = {
      number,
      id: nextId(),
      nodeId: `I_${number}`,
      url: url(`issues/${number}`),
      author,
      createdAt: facts.now,
      updatedAt: facts.now,
      state: 'open',
      stateReason: null,
      closedAt: null,
      closedBy: null,
      labels: [],
      assignees: [],
      pinned: false,
      revisions: [revision(author, title, body)],
      comments: [],
      labelEvents: [],
      appCommentDeletedAt: null,
      closedByMerge: null,
    }
    facts.issues.push(issue)
    return issue
  }

  function addComment(author: Actor | null, issue: number, body: string): CommentFact {
    tickClock()
    const id = nextId()
    const comment: CommentFact = {
      id,
      nodeId: `IC_${id}`,
      issue,
      url: url(`issues/${issue}#issuecomment-${id}`),
      author,
      createdAt: facts.now,
      revisions: [{ at: facts.now, editor: author, body, reading: author === app ? unread : readComment(body) }],
      verdict: null,
      eyes: false,
    }
    threadOf(issue).comments.push(comment)
    return comment
  }

  const findComment = (id: number) => {
    const found = [...facts.issues, ...facts.pulls].flatMap((one) => one.comments).find((one) => one.id === id)
    if (!found) throw new Error(`no comment ${id}`)
    return found
  }
  const setBranch = (name: string, to: string, by: Actor | null, type: 'push' | 'branch_creation') => {
    tickClock()
    const branch = facts.branches.find((one) => one.name === name)
    const before = branch?.sha ?? '0'.repeat(40)
    if (branch) branch.sha = to
    else facts.branches.push({ name, sha: to, protected: false })
    facts.activity.push({ id: nextId(), branch: name, before, after: to, at: facts.now, actor: by, type })
  }
  const label = (issue: IssueFact, name: string, added: boolean, by: Actor | null) => {
    issue.labels = issue.labels.filter((one) => one !== name)
    if (added) issue.labels.push(name)
    issue.labelEvents.push({ at: facts.now, label: name, added, actor: by })
  }
  const close = (issue: IssueFact, by: Actor | null, reason: string) => {
    issue.state = 'closed'
    issue.stateReason = reason
    issue.closedAt = facts.now
    issue.closedBy = by
  }
  const isAncestor = (ancestor: string, of: string): boolean => {
    const seen = new Set([of])
    for (const commit of seen) for (const parent of parents.get(commit) ?? []) seen.add(parent)
    return seen.has(ancestor)
  }

  /** What GitHub would do. Throws on a creation that is there already: the bot must not do anything twice. */
  function perform(action: Action): void {
    tickClock()
    switch (action.kind) {
      case 'create-label':
        if (facts.labels.some((one) => one.name === action.name)) throw new Error(`label twice: ${action.name}`)
        facts.labels.push({
          nodeId: `LA_${action.name}`,
          name: action.name,
          color: action.color,
          description: action.description,
        })
        return
      case 'set-labels':
        for (const name of action.remove) label(findIssue(action.issue), name, false, app)
        for (const name of action.add) label(findIssue(action.issue), name, true, app)
        return
      case 'comment':
        if (
          threadOf(action.issue).comments.some(
            (one) => one.author === app && one.revisions.at(-1)?.body.includes(`switchyard:${action.marker} `),
          )
        )
          throw new Error(`said twice: ${action.marker}`)
        addComment(app, action.issue, action.body)
        return
      case 'edit-comment': {
        findComment(action.comment).revisions.push({
          at: facts.now,
          editor: app,
          body: action.body,
          reading: unread,
        })
        return
      }
      case 'react': {
        const comment = findComment(action.comment)
        if (action.content === 'eyes') comment.eyes = true
        else if (comment.verdict !== null) throw new Error('a second verdict')
        else comment.verdict = action.content
        return
      }
      case 'create-branch':
        forkedFrom.set(action.branch, action.sha)
        setBranch(action.branch, action.sha, app, 'branch_creation')
        return
      case 'delete-branch':
        facts.branches = facts.branches.filter((one) => one.name !== action.branch)
        return
      case 'open-pull':
        openPull(action)
        return
      case 'edit-pull':
        Object.assign(pullNumbered(action.pull), { body: action.body, editor: app })
        return
      case 'ready-pull':
        pullNumbered(action.pull).draft = false
        return
      case 'request-review':
        pullNumbered(action.pull).requestedReviewers.push(action.login)
        return
      case 'check':
        setCheck(action)
        return
      case 'edit-issue-body': {
        const issue = findIssue(action.issue)
        const title = issue.revisions.at(-1)?.title ?? ''
        if (issue.revisions.at(-1)?.body !== action.before) throw new Error('the dashboard was written over')
        issue.revisions.push(revision(app, title, action.body))
        return
      }
      case 'close-issue':
        close(findIssue(action.issue), app, action.reason)
        return
      case 'open-session':
        addIssue(app, action.title, action.body)
        return
      case 'pin':
      case 'unpin':
        findIssue(action.issue).pinned = action.kind === 'pin'
        return
      case 'trial': {
        const result = world.trial(action.base, action.head)
        if (result.state === 'finished') parents.set(result.trial, [action.base, action.head])
        facts.lookups.trials[action.key] = result
        return
      }
      case 'merge':
        mergeTrial(action)
        return
    }
  }

  const pullNumbered = (number: number) => {
    const pull = facts.pulls.find((one) => one.number === number)
    if (!pull) throw new Error(`no pull ${number}`)
    return pull
  }

  function openPull(action: Extract<Action, { kind: 'open-pull' }>): void {
    if (facts.pulls.some((one) => one.headRef === action.branch && one.state === 'open'))
      throw new Error('a second pull request')
    const number = nextNumber()
    facts.pulls.push({
      number,
      id: nextId(),
      nodeId: `PR_${number}`,
      url: url(`pull/${number}`),
      title: action.title,
      body: action.body,
      author: app,
      editor: null,
      createdAt: facts.now,
      headRef: action.branch,
      headSha: facts.branches.find((one) => one.name === action.branch)?.sha ?? '',
      sameRepo: true,
      baseRef: action.base,
      draft: action.draft,
      state: 'open',
      merged: false,
      mergedAt: null,
      mergeSha: null,
      closedAt: null,
      closedBy: null,
      comments: [],
      reviews: [],
      requestedReviewers: [],
    })
  }

  function setCheck(action: Extract<Action, { kind: 'check' }>): void {
    const done = action.status === 'completed'
    const known = facts.checks.find((one) => one.id === action.id)
    const other = facts.checks.find((one) => one.name === action.name && one.headSha === action.head)
    if (!known && other) throw new Error('a second check run')
    const run = known ?? { id: nextId(), url: url(`runs/${action.name}`), startedAt: facts.now }
    const next = {
      ...run,
      name: action.name,
      headSha: action.head,
      status: action.status,
      conclusion: action.conclusion,
      externalId: action.externalId,
      title: action.title,
      summary: action.summary,
      completedAt: done ? facts.now : null,
    }
    facts.checks = [...facts.checks.filter((one) => one.id !== run.id), next]
  }

  function mergeTrial(action: Extract<Action, { kind: 'merge' }>): void {
    const base = facts.branches.find((one) => one.name === action.baseBranch)
    if (!base || base.sha !== action.base) throw new Error('merged on another base than was tested')
    setBranch(base.name, action.trial, app, 'push')
    markMerged(action.trial)
  }

  /** GitHub marks what has become reachable from its base as merged, and closes what it closes. */
  function markMerged(tip: string): void {
    for (const pull of facts.pulls.filter((one) => one.state === 'open' && isAncestor(one.headSha, tip))) {
      Object.assign(pull, { state: 'closed', merged: true, mergedAt: facts.now, closedAt: facts.now, mergeSha: tip })
      const closes = Number(/closes #(\d+)/i.exec(pull.body)?.[1])
      const issue = facts.issues.find((one) => one.number === closes)
      if (!issue) continue
      close(issue, app, 'completed')
      issue.closedByMerge = { pull: pull.number, at: facts.now }
    }
  }

  function resolve(need: ReturnType<typeof decide>['needs'][number]): void {
    if (need.kind === 'permission') {
      const name = (Object.keys(people) as Who[]).find((who) => people[who]?.id === need.actor.id)
      world.asked.push(need.actor.login)
      facts.lookups.permissions[String(need.actor.id)] = name ? world.permissions[name] : 'none'
    } else if (need.kind === 'diff') {
      const branch =
        facts.branches.find((one) => one.sha === need.head)?.name ??
        facts.pulls.find((one) => one.headSha === need.head)?.headRef
      const changed = files.get(branch ?? '') ?? []
      facts.lookups.diffs[`${need.base}...${need.head}`] = {
        mergeBase: forkedFrom.get(branch ?? '') ?? need.base,
        ahead: changed.length,
        behind: 0,
        files: changed,
      }
    } else if (need.kind === 'issue') facts.lookups.noIssue.push(need.number)
    else facts.config.history = world.history
  }

  const world: World = {
    facts,
    actions: [],
    asked: [],
    permissions: { ...permissions },
    refuses: () => null,
    stopAtTrials: false,
    history: [],
    changed: (branch) => {
      const list = files.get(branch) ?? []
      files.set(branch, list)
      return list
    },
    trial: (_base, _head) => passed(sha(), facts.now),
    pass: (minutes) => {
      facts.now += minutes * 60_000
    },
    file: (who, title, body) => addIssue(people[who], title, body),
    comment: (who, issue, body) => addComment(people[who], issue, body),
    editComment: (who, comment, body) => {
      tickClock()
      comment.revisions.push({ at: facts.now, editor: people[who], body, reading: readComment(body) })
    },
    deleteComment: (comment) => {
      const thread = threadOf(comment.issue)
      thread.comments = thread.comments.filter((one) => one.id !== comment.id)
      const issue = facts.issues.find((one) => one.number === comment.issue)
      if (issue && comment.author?.id === app.id) issue.appCommentDeletedAt = tickClock()
    },
    edit: (who, number, change) => {
      tickClock()
      const issue = findIssue(number)
      const last = issue.revisions.at(-1)
      issue.revisions.push(revision(people[who], change.title ?? last?.title ?? '', change.body ?? last?.body ?? ''))
    },
    tick: (who, number) => world.edit(who, number, { body: world.body(number).replaceAll('- [ ]', '- [x]') }),
    push: (who, branch, paths) => {
      const to = sha()
      const change = (path: string): FileChange => ({
        path,
        from: null,
        kind: 'modified',
        additions: 3,
        deletions: 1,
        mode: 'file',
      })
      files.set(branch, [
        ...(files.get(branch) ?? []).filter((file) => !paths.includes(file.path)),
        ...paths.map(change),
      ])
      parents.set(to, [facts.branches.find((one) => one.name === branch)?.sha ?? main])
      setBranch(branch, to, people[who], facts.branches.some((one) => one.name === branch) ? 'push' : 'branch_creation')
      for (const pull of facts.pulls) if (pull.headRef === branch && pull.state === 'open') pull.headSha = to
      return to
    },
    pushMain: () => {
      const to = sha()
      parents.set(to, [facts.branches[0]?.sha ?? ''])
      setBranch('main', to, people.maintainer, 'push')
      return to
    },
    closeIssue: (who, number) => {
      tickClock()
      close(findIssue(number), people[who], 'completed')
    },
    reopen: (who, number) => {
      tickClock()
      Object.assign(findIssue(number), {
        state: 'open',
        stateReason: 'reopened',
        closedAt: null,
        closedBy: people[who],
      })
    },
    deleteIssue: (number) => {
      tickClock()
      facts.issues = facts.issues.filter((one) => one.number !== number)
    },
    closePull: (who, branch) => {
      tickClock()
      const pull = world.pullOf(branch)
      if (pull) Object.assign(pull, { state: 'closed', closedAt: facts.now, closedBy: people[who] })
    },
    mergePull: (who, branch) => {
      const pull = world.pullOf(branch)
      const main = facts.branches.find((one) => one.name === 'main')
      if (!pull || !main) throw new Error('nothing to merge')
      const merge = sha()
      parents.set(merge, [main.sha, pull.headSha])
      setBranch('main', merge, people[who], 'push')
      markMerged(merge)
    },
    openPull: (who, branch, more = {}) => {
      tickClock()
      openPull({ kind: 'open-pull', branch, base: 'main', title: branch, body: '', draft: false })
      const pull = facts.pulls.at(-1)
      if (!pull) throw new Error('not opened')
      return Object.assign(pull, { author: people[who], ...more })
    },
    label: (who, number, name) => {
      tickClock()
      label(findIssue(number), name, true, people[who])
    },
    unlabel: (who, number, name) => {
      tickClock()
      label(findIssue(number), name, false, people[who])
    },
    tickBox: (who, number, action) => {
      const box = `<!-- switchyard:tick:${action} -->`
      const lines = world.body(number).split('\n')
      if (!lines.some((line) => line.includes(box))) throw new Error(`no box ${action}`)
      world.edit(who, number, {
        body: lines.map((line) => (line.includes(box) ? line.replace('- [ ]', '- [x]') : line)).join('\n'),
      })
    },
    assign: (number, who) => {
      const assignee = people[who]
      if (assignee) findIssue(number).assignees.push(assignee)
    },
    approve: (who, branch, state = 'APPROVED') => {
      tickClock()
      const pull = world.pullOf(branch)
      pull?.reviews.push({ id: nextId(), author: people[who], state, commit: pull.headSha, at: facts.now })
    },
    settle: () => {
      for (let round = 0; round < 200; round += 1) {
        const decision = decide(facts)
        for (const need of decision.needs) resolve(need)
        if (decision.needs.length > 0) continue
        facts.lookups.permissions = {}
        const left = decision.actions.filter((action) => !(world.stopAtTrials && action.kind === 'trial'))
        if (left.length === 0) return decision.state
        for (const action of left) {
          world.actions.push(action)
          const message = world.refuses(action)
          if (message === null) perform(action)
          else facts.refused[actionKey(action)] = { status: 422, message, at: facts.now }
        }
      }
      throw new Error(`does not settle: ${world.actions.slice(-5).map(actionKey).join('; ')}`)
    },
    issue: findIssue,
    labels: (number) => findIssue(number).labels,
    status: (number) =>
      findIssue(number)
        .labels.filter((one) => one.startsWith('status: '))
        .map((one) => one.slice(8))
        .join('+'),
    packet: (number) => {
      const found = decide(facts).state.packets.find((one) => one.issue === number)
      if (!found) throw new Error(`no packet ${number}`)
      return found
    },
    pullOf: (branch) => facts.pulls.find((one) => one.headRef === branch),
    said: (number) =>
      threadOf(number)
        .comments.filter((one) => one.author === app)
        .map((one) => one.revisions.at(-1)?.body ?? ''),
    body: (number) => findIssue(number).revisions.at(-1)?.body ?? '',
    configure: (text) => {
      facts.config = { text, history: null }
    },
  }
  return world
}

/** A packet's text. */
export const packetText = (
  more: {
    objective?: string
    criteria?: string[]
    inScope?: string
    outOfScope?: string
    risk?: string
    hard?: string
    soft?: string
  } = {},
): string =>
  [
    `**Objective:** ${more.objective ?? 'Do the work'}`,
    more.risk ? `**Risk:** ${more.risk}` : '',
    '## Acceptance Criteria',
    ...(more.criteria ?? ['it works']).map((one) => `- [ ] ${one}`),
    '## Boundaries',
    `**In Scope:** ${more.inScope ?? 'src/'}`,
    more.outOfScope ? `**Out of Scope:** ${more.outOfScope}` : '',
    '## Dependencies',
    `**Hard:** ${more.hard ?? 'None'}`,
    `**Soft:** ${more.soft ?? 'None'}`,
  ]
    .filter((line) => line !== '')
    .join('\n\n')
