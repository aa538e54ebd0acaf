/** "Needs you": what waits for a person, most urgent first, each with the command to copy. */
import { scratchPrefix } from '../../merging/route.ts'
import type { FailingQuery } from '../../snapshot/snapshot.ts'
import { plural } from '../../time.ts'
import { code, link, prose, text } from '../escape.ts'
import { lackWords } from '../refused.ts'
import { BASE_PROBLEMS, short, some } from '../words.ts'
import { bundled, inShort, type Need } from './bundle.ts'
import { needsOf } from './packet-needs.ts'
import { readingNeeds } from './reading.ts'
import type { View } from './view.ts'

/** Lines of the list, escaped, in the order in which a person should take them. */
export const needs = (v: View): string[] => bundled(allNeeds(v)).map((need) => need.line)

/** The summary of the list in one line; null for a short list. */
export const needsInShort = (v: View): string | null => inShort(allNeeds(v))

function allNeeds(v: View): Need[] {
  return [
    ...configuration(v),
    ...strays(v),
    ...rights(v),
    ...base(v),
    ...uncommentableNeeds(v),
    ...undeletable(v),
    ...(v.state.failing ?? []).map((one) => unanswered(one, v)),
    ...readingNeeds(v),
    ...v.packets.flatMap((p) => needsOf(p, v)),
    ...parked(v),
  ]
}

function configuration(v: View): Need[] {
  return v.state.configProblems.map((problem) => ({
    urgency: 0,
    since: 0,
    line: `❗ **Configuration**: ${prose(problem, 300)} The last good one is in force.`,
  }))
}

/** Agents are listed by login, and a login may be deleted, renamed or taken by somebody else. */
function strays({ state: { strays = [] } }: View): Need[] {
  return strays.map(({ login, taken }) => ({
    urgency: 0,
    since: 0,
    line: taken
      ? `❗ **Agents**: check ${code(login)} under \`agents\` in \`.github/switchyard.yml\`: that login now belongs to another account. Both count as agents.`
      : `❗ **Agents**: correct ${code(login)} under \`agents\` in \`.github/switchyard.yml\`: GitHub has no account with that login. Was it renamed?`,
  }))
}

/** The session's base: it cannot be used, or somebody changed it who may not. */
function base(v: View): Need[] {
  const unusable = v.packets.flatMap(({ waits }) => waits).find(({ kind }) => kind === 'base')
  const lines: string[] = []
  if (unusable?.kind === 'base')
    lines.push(
      `❗ **Base**: create ${code(unusable.branch)}, or name another branch with \`**Base:** BRANCH\` above: it ${BASE_PROBLEMS[unusable.why]}. No packet of this session starts until then.`,
    )
  const refused = v.session.base?.refused
  if (refused)
    lines.push(
      `❗ **Base**: a person with write access edits the base above to what it should be: ${text(refused.by, 60)} changed it to ${code(refused.branch ?? v.state.baseBranch)} and has no write access or is an agent. The change does not count.`,
    )
  return lines.map((line) => ({ urgency: 0, since: 0, line }))
}

/** Permissions that only an owner of the account can grant. */
function rights({ state: { lacking } }: View): Need[] {
  if (lacking === undefined) return []
  const where = link('An owner accepts them on GitHub', lacking.url)
  return [
    {
      urgency: 0,
      since: 0,
      line: `❗ **Permissions**: the App ${lackWords(lacking.rights)}. ${where}; I then continue automatically.`,
    },
  ]
}

/** A locked issue, and one with 2,500 comments: GitHub accepts no comments there. */
function uncommentableNeeds(v: View): Need[] {
  const shown = new Map([[v.session.issue, v.session.url], ...v.packets.map((p): [number, string] => [p.issue, p.url])])
  return (v.state.uncommentable ?? []).flatMap(({ issue, message }) => {
    const url = shown.get(issue)
    if (url === undefined) return []
    const where = issue === v.session.issue ? 'here' : `on ${link(`issue ${issue}`, url)}`
    const words = `I cannot comment ${where} (GitHub says: ${text(message, 200)}). Work continues, and this list shows what waits for you.`
    return [{ urgency: 0, since: 0, line: `❗ **Comments**: ${words}` }]
  })
}

/** Work goes on beside branches that stay. */
function undeletable({ state: { undeletable: found = [] } }: View): Need[] {
  const [first] = found
  if (first === undefined) return []
  const names = some(
    found.map(({ branch }) => code(branch)),
    3,
  )
  const words = `delete ${names}, or let an administrator exempt packet branches and ${code(`${scratchPrefix}*`)} from the rule that keeps me from it (GitHub says: ${text(first.message, 200)}). Work continues.`
  return [{ urgency: 12, since: 0, line: `❗ **Branches**: ${words}` }]
}

/** A query that GitHub does not answer; shown so that people see why something does not proceed. */
function unanswered({ query, since }: FailingQuery, v: View): Need {
  const line = `⏳ No answer since ${v.when(since)} about ${subjectOf(query)}. I continue without it and ask again each time`
  return { urgency: 4, since, line }
}

function subjectOf(query: FailingQuery['query']): string {
  switch (query.kind) {
    case 'permission':
      return `what ${text(query.actor.login, 60)} may do here`
    case 'diff':
      return `what ${code(short(query.head))} changes`
    case 'config-history':
      return 'earlier versions of the configuration'
    case 'issue':
      return `issue ${query.number}`
    default:
      return 'conflicts and contracts between packets'
  }
}

/** Proposals by one person that wait until that person's earlier ones are settled. */
function parked(v: View): Need[] {
  return (v.state.parked ?? []).map((one) => ({
    urgency: 12,
    since: 0,
    line: `⚫ ${plural(one.issues.length, 'more proposal')} by ${text(one.by, 60)} wait untouched until the earlier ones are accepted or closed`,
  }))
}
