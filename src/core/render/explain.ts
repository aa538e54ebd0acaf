/** Why a packet has its status, and what moves it on: the words for every status and every reason to wait. */

import type { Situation } from '../explain/situation.ts'
import type { Wait } from '../state/packet.ts'
import { code, prose, text } from './escape.ts'
import { lackLine } from './features.ts'
import { obstacleWords } from './obstacles.ts'
import { lackWords, troubleWords } from './refused.ts'
import { blockWords } from './rules.ts'
import { APPROVE_TRIAL } from './trial-approval.ts'
import { BASE_PROBLEMS, short, some } from './words.ts'

/** How foreign text is put into a sentence: escaped for Markdown on GitHub, cleaned for a terminal elsewhere. */
export interface Style {
  code(words: string): string
  text(words: string, max?: number): string
  /** For the bot's own words, with names in them as `code`. */
  prose(words: string): string
}

export const markdown: Style = {
  code: (words) => code(words),
  text: (words, max = 300) => text(words, max),
  prose: (words) => prose(words, 600),
}

export interface Explanation {
  /** Why it has its status; never empty. */
  because: string[]
  /** What moves it on, and who may do that; empty when nothing is left to do. */
  next: string[]
}

/** Explains a packet's status in whole sentences. */
export function explain(situation: Situation, style: Style): Explanation {
  const main = situation.status === null ? unread() : STATUSES[situation.status](situation, style)
  const over = situation.status === 'merged' || situation.status === 'abandoned'
  const common = over ? { because: [], next: [] } : inEveryStatus(situation, style)
  return { because: [...main.because, ...common.because], next: [...main.next, ...common.next] }
}

type Words = (s: Situation, style: Style) => Explanation

const unread = (): Explanation => ({
  because: ['Switchyard has not read it yet.'],
  next: ['Wait a moment. If nothing changes, check that the App is installed on the repository.'],
})

const STATUSES: Record<NonNullable<Situation['status']>, Words> = {
  proposed: ({ author }, { text: t }) => ({
    because: [
      `It was filed by ${author === null ? 'an account that is gone' : t(author, 60)} without write access, and no writer has accepted it.`,
    ],
    next: ['A writer comments `/accept` or `/abandon`.'],
  }),
  invalid: ({ errors }, { prose: p }) => ({
    because: errors.length === 0 ? ['Its text cannot be read as a packet.'] : errors.map((error) => sentence(p(error))),
    next: ['Anyone who can edit the issue can fix this; Switchyard re-reads it immediately.'],
  }),
  waiting({ waits }, style) {
    const each = waits.map((wait) => waiting(wait, style))
    if (each.length > 0) return { because: each.map(([why]) => why), next: each.map(([, next]) => next) }
    return {
      because: ['Nothing is blocking it; its branch is being created.'],
      next: ['No action needed; it starts automatically.'],
    }
  },
  ready: ({ branch, agent }, style) => ({
    because: [`Its branch ${style.code(branch)} exists, and its agent has not reported yet.`],
    next: [`${agentOf(agent, style)} pushes a commit or reports \`/status running\`.`],
  }),
  running: ({ report, agent, branch }, style) => ({
    because: [
      report === null
        ? `Commits were pushed to ${style.code(branch)}.`
        : `${style.text(report.by, 60)} is at work${quoted(report.note, style)}.`,
    ],
    next: [`${agentOf(agent, style)} reports \`/status done\` when every criterion is met.`],
  }),
  blocked: ({ report, agent }, style) => ({
    because: [`${agentOf(report?.by ?? agent, style)} reported being blocked${quoted(report?.note ?? '', style)}.`],
    next: [`A writer answers with \`/unblock DECISION\`, or ${agentOf(agent, style, 'its agent')} reports otherwise.`],
  }),
  drifting: ({ drift, agent }, style) => ({
    because: drift.length === 0 ? ['It changed files outside its boundaries.'] : [driftWords(drift, style)],
    next: [
      `${agentOf(agent, style)} removes that change with a new commit, or a writer comments \`/scope allow\` or \`/redirect TEXT\`.`,
    ],
  }),
  paused: ({ report, pausedBy }, style) => {
    if (pausedBy === 'agent')
      return {
        because: [`${agentOf(report?.by ?? null, style)} reported pausing${quoted(report?.note ?? '', style)}.`],
        next: ['Its agent reports `/status running`, or a writer comments `/resume`.'],
      }
    return {
      because: [pausedBy === 'writer' ? 'A writer paused it.' : 'It was stopped on purpose.'],
      next: ['A writer comments `/resume`.'],
    }
  },
  done,
  merged: ({ mergedAs }, style) => ({
    because: [mergedAs === null ? 'It is merged.' : `It was merged as ${style.code(short(mergedAs))}.`],
    next: [],
  }),
  abandoned: ({ abandoned }, style) => ({
    because: [
      abandoned === null
        ? 'It was closed without being merged.'
        : `${style.text(abandoned.by, 60)} abandoned it${quoted(abandoned.why, style)}.`,
    ],
    next: ['A writer can reopen its issue to resume it.'],
  }),
}

function done(situation: Situation, style: Style): Explanation {
  const because = ['Its agent reported it done.']
  const { placeAtGitHub, queuePlace, mergeBlock, needsReview, trial, merges } = situation
  if (trial === 'failed')
    return { because, next: ['Push a new commit or comment `/check` to run the trial merge again.'] }
  if (trial === 'interrupted')
    return {
      because: [...because, 'Its test was interrupted twice, which is nobody’s failure.'],
      next: ['Remove the cause that `switchyard/integration` names, then press "Re-run" there or comment `/check`.'],
    }
  if (trial === 'unapproved')
    return {
      because: [...because, 'Its trial merge runs nothing until a writer allows it (`trial-approval`).'],
      next: [APPROVE_TRIAL],
    }
  if (trial === 'running')
    return { because: [...because, 'Its trial merge is being tested.'], next: ['Wait for the test run to finish.'] }
  // inEveryStatus reports the objections.
  if (situation.objectors.length > 0) return { because, next: [] }
  if (mergeBlock !== null)
    return {
      because: [...because, sentence(style.prose(blockWords(situation)))],
      next: [needsReview ? REVIEW : 'Resolve the merge blocker above.'],
    }
  if (needsReview) return { because: [...because, 'It waits for an approving review.'], next: [REVIEW] }
  if (placeAtGitHub !== null)
    return {
      because: [...because, `It is in GitHub's merge queue, place ${placeAtGitHub}.`],
      next: ['GitHub merges it once the required checks have passed on the merge-group commit.'],
    }
  if (queuePlace !== null)
    return {
      because: [...because, `It is number ${queuePlace} in the merge queue.`],
      next: ['No action needed; it merges once those ahead of it are merged and its trial merge fits the base branch.'],
    }
  if (trial === null)
    return {
      because: [...because, 'Its trial merge has not started yet.'],
      next: ['No action needed; the trial merge starts automatically.'],
    }
  return merges === 'auto'
    ? { because: [...because, 'Everything is green.'], next: ['No action needed; it merges automatically.'] }
    : { because: [...because, 'Everything is green.'], next: ['A writer comments `/merge`.'] }
}

const REVIEW = 'A writer who did not work on it approves the current head of its pull request.'

/** What applies in every status. */
function inEveryStatus(s: Situation, style: Style): Explanation {
  const { done: ticked, all } = s.criteria
  const unticked = (s.status === 'running' || s.status === 'done') && ticked < all
  const lines: [boolean, string, string | null][] = [
    [unticked, `${ticked} of ${all} criteria are ticked.`, 'Its agent ticks the rest as they are met.'],
    ...s.red.map(({ name, title }): [boolean, string, null] => [
      s.status !== 'drifting' || name !== 'scope',
      `The check ${style.code(`switchyard/${name}`)} is red${quoted(title, style)}.`,
      null,
    ]),
    [
      s.stale,
      'Its agent has not reported or pushed for longer than the configuration allows.',
      'Comment `/round` on the dashboard to ask for a report.',
    ],
    ...s.questions.map((n): [boolean, string, string] => [
      true,
      `Question ${n} is open.`,
      `A writer answers with ${style.code(`/decide ${n} ANSWER`)}.`,
    ]),
    [
      s.scopeAsked.length > 0,
      `A request to add ${some(s.scopeAsked.map(style.code), 3)} to its scope is open.`,
      'A writer comments `/scope allow` or `/scope deny`.',
    ],
    [
      s.changedBy !== null && s.status !== 'proposed',
      `${style.text(s.changedBy ?? '', 60)} changed its text; the accepted text stays in force.`,
      'A writer comments `/accept` to adopt the change.',
    ],
    ...(s.obstacles?.all ?? []).map((one): [boolean, string, string] => {
      const { what, fix } = obstacleWords(one, s.obstacles?.base ?? '')
      return [true, sentence(style.prose(`it ${what}`)), style.prose(fix)]
    }),
    ...[...new Set(s.objectors)].map((login): [boolean, string, string] => [
      true,
      `${style.text(login, 60)} requested changes in a review of its pull request.`,
      `${style.text(login, 60)} approves its pull request, or a writer dismisses the review.`,
    ]),
    ...s.trouble.map((one): [boolean, string, null] => [
      true,
      `There is a problem: ${sentence(style.prose(troubleWords(one)))}`,
      null,
    ]),
    [
      s.lacking !== null,
      s.lacking === null ? '' : `The App ${lackWords(s.lacking)}.`,
      'An owner of the account accepts the permissions on the App’s page on GitHub.',
    ],
    ...s.configProblems.map((line): [boolean, string, string] => [
      true,
      `The configuration is invalid, and the last good one is in force: ${sentence(style.prose(line))}`,
      'Fix `.github/switchyard.yml` on the default branch.',
    ]),
    ...(s.lacks ?? []).map((name): [boolean, string, null] => [true, lackLine(name), null]),
  ]
  const holding = lines.filter(([isBlocking]) => isBlocking)
  return {
    because: holding.map(([, why]) => why),
    next: [...new Set(holding.flatMap(([, , next]) => (next === null ? [] : [next])))],
  }
}

/** Why it waits, and what ends the wait. */
function waiting(wait: Wait, style: Style): [string, string] {
  switch (wait.kind) {
    case 'dependency':
      if (wait.only !== undefined) return onlyOn(wait.name, wait.only, style)
      return DEPENDENCIES[wait.state](style.code(wait.name), wait.name, style)
    case 'capacity':
      return [
        `All slots are taken: ${wait.running} of ${wait.capacity}.`,
        'Wait until a running packet is done, merged or paused, or a writer comments `/start` to start it anyway.',
      ]
    case 'base':
      return [
        `Its session's base branch ${style.code(wait.branch)} ${BASE_PROBLEMS[wait.why]}.`,
        `A person with write access creates that branch, or names another in the session (${style.code('**Base:** BRANCH')}).`,
      ]
    case 'session':
      return ['No session is open for it.', 'A writer opens one with `/session start NAME`.']
    case 'reading':
      return [`It waits for ${style.text(wait.what, 100)}.`, 'No action needed; Switchyard asks again automatically.']
  }
}

const onlyOn = (name: string, base: string, { code: c }: Style): [string, string] => [
  `It depends on ${c(name)}, which is merged into ${c(base)} but not into this packet's base branch.`,
  `A person merges ${c(base)} into the base branch of this packet, or a writer comments ${c(`/waive ${name}`)}.`,
]

const DEPENDENCIES = {
  open: (shown: string, name: string, { code: c }: Style): [string, string] => [
    `It depends on ${shown}, which is not merged yet.`,
    `${shown} is merged, or a writer comments ${c(`/waive ${name}`)}.`,
  ],
  'not-filed': (shown: string, name: string, { code: c }: Style): [string, string] => [
    `It depends on ${shown}, which is not filed yet.`,
    `Somebody files ${shown}, or a writer comments ${c(`/depends drop ${name}`)}.`,
  ],
  abandoned: (shown: string, name: string, { code: c }: Style): [string, string] => [
    `It depends on ${shown}, which was abandoned.`,
    `A writer comments ${c(`/waive ${name}`)} or ${c(`/depends drop ${name}`)}.`,
  ],
  lost: (shown: string, name: string, { code: c }: Style): [string, string] => [
    `It depends on ${shown}, which was merged but is no longer on the base branch.`,
    `${shown} is merged again, or a writer comments ${c(`/waive ${name}`)}.`,
  ],
}

function driftWords(drift: Situation['drift'], style: Style): string {
  const words = drift.map((file) => `${style.code(file.path)}${against(file, style)}`)
  return `It changed ${some(words, 5)}.`
}

function against({ why, against: what = '' }: Situation['drift'][number], style: Style): string {
  if (why === 'out-of-scope') return `, which its "out of scope" names (${style.code(what)})`
  if (why === 'other-packet') return `, which is ${style.code(what)}’s`
  return why === undefined ? '' : ', which is outside its "in scope"'
}

const agentOf = (login: string | null, style: Style, nobody = 'Its agent'): string =>
  login === null ? nobody : style.text(login, 60)

const quoted = (words: string, style: Style): string =>
  words === '' ? '' : `: ${style.text(words).replace(/\.$/, '')}`

const sentence = (words: string): string => {
  const first = words.charAt(0).toUpperCase() + words.slice(1)
  return /[.!?]$/.test(first) ? first : `${first}.`
}

/** Status and reasons in one line, for logs: `waiting: It depends on db-users, which is not merged yet.` */
export const inOneLine = ({ status }: Pick<Situation, 'status'>, { because }: Explanation): string =>
  `${status ?? 'unread'}: ${because.join(' ')}`
