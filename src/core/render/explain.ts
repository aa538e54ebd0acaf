/** Why a packet is where it is, and what would move it: the words for every status and every reason to wait. */
import type { Situation } from '../explain/situation.ts'
import type { Wait } from '../state/packet.ts'
import { code, prose, text } from './escape.ts'
import { obstacleWords } from './obstacles.ts'
import { lackWords, troubleWords } from './refused.ts'
import { mergeBlockWords } from './rules.ts'
import { short, some } from './words.ts'

/** How foreign words get into a sentence: escaped for Markdown on GitHub, cleaned for a terminal elsewhere. */
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
  /** Why it is where it is; never empty. */
  because: string[]
  /** What would move it, with who may do that; empty when nothing is left to do. */
  next: string[]
}

/** Both as whole sentences. */
export function explain(situation: Situation, style: Style): Explanation {
  const main = situation.status === null ? unread() : STATUSES[situation.status](situation, style)
  const over = situation.status === 'merged' || situation.status === 'abandoned'
  const beside = over ? { because: [], next: [] } : besides(situation, style)
  return { because: [...main.because, ...beside.because], next: [...main.next, ...beside.next] }
}

type Words = (s: Situation, style: Style) => Explanation

const unread = (): Explanation => ({
  because: ['Switchyard has not read it yet.'],
  next: ['Wait a moment; if it stays so, check that the App is installed on the repository.'],
})

const STATUSES: Record<NonNullable<Situation['status']>, Words> = {
  proposed: ({ author }, { text: t }) => ({
    because: [
      `It was filed by ${author === null ? 'an account that is gone' : t(author, 60)} without write access, and no writer has accepted it.`,
    ],
    next: ['A writer comments `/accept`, or `/abandon`.'],
  }),
  invalid: ({ errors }, { prose: p }) => ({
    because: errors.length === 0 ? ['Its text cannot be read as a packet.'] : errors.map((error) => sentence(p(error))),
    next: ['Whoever may edit the issue mends that; it is read again at once.'],
  }),
  waiting({ waits }, style) {
    const each = waits.map((wait) => waiting(wait, style))
    if (each.length > 0) return { because: each.map(([why]) => why), next: each.map(([, next]) => next) }
    return { because: ['Nothing holds it back any more: its branch is being made.'], next: ['It starts by itself.'] }
  },
  ready: ({ branch, agent }, style) => ({
    because: [`Its branch ${style.code(branch)} is there, and nothing has been heard of its agent yet.`],
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
    because: [`${agentOf(report?.by ?? agent, style)} reported to be blocked${quoted(report?.note ?? '', style)}.`],
    next: [`A writer answers with \`/unblock DECISION\`, or ${agentOf(agent, style, 'its agent')} reports otherwise.`],
  }),
  drifting: ({ drift, agent }, style) => ({
    because: drift.length === 0 ? ['It changed files outside its boundaries.'] : [driftWords(drift, style)],
    next: [
      `${agentOf(agent, style)} takes that out with a new commit, or a writer comments \`/scope allow\` or \`/redirect TEXT\`.`,
    ],
  }),
  paused: ({ report, pausedBy }, style) => {
    if (pausedBy === 'agent')
      return {
        because: [`${agentOf(report?.by ?? null, style)} reported to have paused${quoted(report?.note ?? '', style)}.`],
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
        : `${style.text(abandoned.by, 60)} gave it up${quoted(abandoned.why, style)}.`,
    ],
    next: ['A writer reopens its issue, if it is wanted after all.'],
  }),
}

function done(situation: Situation, style: Style): Explanation {
  const because = ['Its agent reported it done.']
  const { placeAtGitHub, queuePlace, mergeBlock, needsReview, trial, merges } = situation
  if (trial === 'failed')
    return { because, next: ['The trial merge is made again after a new commit, or on `/check`.'] }
  if (trial === 'running')
    return { because: [...because, 'Its trial merge is being tested.'], next: ['The test ends.'] }
  // What stands in the way is told with what holds in every status.
  if (situation.objectors.length > 0) return { because, next: [] }
  if (mergeBlock !== null)
    return {
      because: [...because, sentence(style.prose(mergeBlockWords(mergeBlock)))],
      next: [needsReview ? REVIEW : 'That is mended.'],
    }
  if (needsReview) return { because: [...because, 'It waits for an approving review.'], next: [REVIEW] }
  if (placeAtGitHub !== null)
    return {
      because: [...because, `It is in GitHub's merge queue, place ${placeAtGitHub}.`],
      next: ['GitHub merges it once the required checks have passed on what it is to become.'],
    }
  if (queuePlace !== null)
    return {
      because: [...because, `It is number ${queuePlace} in the merge queue.`],
      next: ['It merges by itself once those ahead of it are merged and its trial merge fits the base branch.'],
    }
  if (trial === null)
    return { because: [...because, 'Its trial merge has not been made yet.'], next: ['It is made by itself.'] }
  return merges === 'auto'
    ? { because: [...because, 'Everything is green.'], next: ['It merges by itself.'] }
    : { because: [...because, 'Everything is green.'], next: ['A writer comments `/merge`.'] }
}

const REVIEW = 'A writer who did not work on it approves the present head of its pull request.'

/** What holds whatever the status is. */
function besides(s: Situation, style: Style): Explanation {
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
      'Its agent has not been heard of for longer than the configuration allows.',
      '`/round` on the dashboard asks.',
    ],
    ...s.questions.map((n): [boolean, string, string] => [
      true,
      `Question ${n} is open.`,
      `A writer answers with ${style.code(`/decide ${n} ANSWER`)}.`,
    ]),
    [
      s.scopeAsked.length > 0,
      `${some(s.scopeAsked.map(style.code), 3)} ${s.scopeAsked.length === 1 ? 'was' : 'were'} asked for.`,
      'A writer comments `/scope allow` or `/scope deny`.',
    ],
    [
      s.changedBy !== null && s.status !== 'proposed',
      `${style.text(s.changedBy ?? '', 60)} changed its text; the accepted one stays in force.`,
      'A writer comments `/accept` if the change is to count.',
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
      `There is trouble: ${sentence(style.prose(troubleWords(one)))}`,
      null,
    ]),
    [
      s.lacking !== null,
      s.lacking === null ? '' : `The App ${lackWords(s.lacking)}.`,
      'An owner of the account accepts the permissions on the App’s page on GitHub.',
    ],
    ...s.configProblems.map((line): [boolean, string, string] => [
      true,
      `The configuration is broken, and the last good one holds: ${sentence(style.prose(line))}`,
      'Somebody mends `.github/switchyard.yml` on the default branch.',
    ]),
  ]
  const holding = lines.filter(([isBlocking]) => isBlocking)
  return {
    because: holding.map(([, why]) => why),
    next: [...new Set(holding.flatMap(([, , next]) => (next === null ? [] : [next])))],
  }
}

/** Why, and what ends it. */
function waiting(wait: Wait, style: Style): [string, string] {
  switch (wait.kind) {
    case 'dependency':
      return DEPENDENCIES[wait.state](style.code(wait.name), wait.name, style)
    case 'capacity':
      return [
        `All places are taken: ${wait.running} of ${wait.capacity}.`,
        'A packet at work is done, merged or paused; `/start` by a writer starts it all the same.',
      ]
    case 'session':
      return ['No session is open for it.', 'A writer opens one with `/session start NAME`.']
    case 'reading':
      return [`It waits for ${style.text(wait.what, 100)}.`, 'GitHub or git answers; it is asked again by itself.']
  }
}

const DEPENDENCIES = {
  open: (shown: string, name: string, { code: c }: Style): [string, string] => [
    `It depends on ${shown}, which is not merged yet.`,
    `${shown} is merged, or a writer comments ${c(`/waive ${name}`)}.`,
  ],
  'not-filed': (shown: string, name: string, { code: c }: Style): [string, string] => [
    `It depends on ${shown}, which nobody has filed yet.`,
    `Somebody files ${shown}, or a writer comments ${c(`/depends drop ${name}`)}.`,
  ],
  abandoned: (shown: string, name: string, { code: c }: Style): [string, string] => [
    `It depends on ${shown}, which was given up.`,
    `A writer comments ${c(`/waive ${name}`)} or ${c(`/depends drop ${name}`)}.`,
  ],
  lost: (shown: string, name: string, { code: c }: Style): [string, string] => [
    `It depends on ${shown}, which was merged and is not on the base branch any more.`,
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

/** Both in one line, for logs: `waiting: It depends on db-users, which is not merged yet.` */
export const inOneLine = ({ status }: Pick<Situation, 'status'>, { because }: Explanation): string =>
  `${status ?? 'unread'}: ${because.join(' ')}`
