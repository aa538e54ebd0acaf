/**
 * Writes the generated parts of the documentation (`npm run docs`). Commands come from their declarations, settings
 * from the schema. A test fails if a page differs from what is generated here.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Check } from '../src/core/checks/define.ts'
import { CHECKS } from '../src/core/checks/registry.ts'
import type { Command, RequiredRole } from '../src/core/commands/define.ts'
import { commands } from '../src/core/commands/registry.ts'
import { ADAPTERS } from '../src/core/dispatch/registry.ts'
import { FEATURES, GHES_VERSIONS } from '../src/core/features/registry.ts'
import { configJsonSchemaText } from '../src/core/parse/config/json-schema.ts'
import { configSchema } from '../src/core/parse/config/schema.ts'
import { checkRunName } from '../src/core/records/check-run.ts'
import { PACKET_FORM, SESSION_FORM } from '../src/core/setup/forms.ts'
import { cliPage } from './cli-page.ts'

const root = new URL('..', import.meta.url)

const WHO: Record<RequiredRole, string> = {
  writer: 'writers',
  agent: "the packet's agent or assignee, and writers",
  anyone: 'anyone who may comment',
}

const PLACE: Record<Command['validOn'], string> = {
  packet: "a packet's issue or its pull request",
  session: "a session's dashboard",
  anywhere: 'anywhere',
}

/** Who may use this form of a command; forms may differ. */
function whoOf(command: Command, form: string): RequiredRole {
  const args = form.slice(command.name.length + 1).trim()
  return command.whoFor?.({ args, more: '' }) ?? command.who
}

/** `writers`, or each form with who may use it if they differ. */
function whoMay(command: Command): string {
  const forms = [...command.usage, ...command.examples].map((form) => ({ form, who: whoOf(command, form) }))
  const first = forms[0]?.who ?? command.who
  const different = forms.find(({ who }) => who !== first)
  if (!different) return WHO[first]
  const others = command.usage.filter((form) => whoOf(command, form) === different.who)
  const shown = others.length > 0 ? others : [different.form]
  return `${WHO[first]}; ${shown.map((form) => `\`${form}\``).join(', ')}: ${WHO[different.who]}`
}

/** Escapes pipes, which would end the cell even in code. */
const cell = (text: string): string => text.replaceAll('|', '\\|')

const fenced = (lines: string[]): string => `\`\`\`text\n${lines.join('\n')}\n\`\`\``

export const GENERATED = '<!-- Generated from the code by `npm run docs`. Do not edit. -->'

function commandSection(command: Command): string {
  return [
    `## /${command.name}`,
    fenced(command.usage),
    command.does,
    `- **Who:** ${whoMay(command)}\n- **Where:** ${PLACE[command.validOn]}`,
    `For example:\n\n${fenced(command.examples)}`,
  ].join('\n\n')
}

/** `docs/commands.md`. */
export function commandsPage(): string {
  return `${[
    '# Commands',
    GENERATED,
    'Put a command at the start of a line: in a comment on an issue or a pull request, in a review, or in a comment on a line of the changes. One comment may contain several. Commands in lists, in bold or italic, or followed by a full stop or exclamation mark also count. 👍 means accepted, 👎 means you are not allowed to use it. Replies to a review appear in the conversation of the pull request. Text in quotes, code, HTML comments and quoted mail is never a command. A `/merge` in a review applies to the head that was reviewed. Editing a comment runs only commands that it did not contain before.',
    'Writers are people with write, maintain or admin permission on the repository. Switchyard asks GitHub for the permission when it sees the command. A login listed under `agents` in the configuration may use agent commands only.',
    "The packet's agent is the assigned bot or listed agent, otherwise the first listed agent that pushed or reported. An assigned person may also use agent commands. An assignment counts if a writer made it, for commands made while it lasts.",
    commandsTable(),
    ...commands.map(commandSection),
  ].join('\n\n')}\n`
}

/** The table that the README also shows. */
export function commandsTable(): string {
  const rows = commands.map((command) => {
    const usage = command.usage.map((line) => `\`${cell(line)}\``).join('<br>')
    return `| ${usage} | ${cell(whoMay(command))} | ${cell(command.does)} |`
  })
  return ['| Command | Who | What it does |', '|---|---|---|', ...rows].join('\n')
}

interface Property {
  type?: string
  enum?: string[]
  items?: Property
  minimum?: number
  maximum?: number
  default?: unknown
  description?: string
  properties?: Record<string, Property>
}

function typeOf(property: Property): string {
  if (property.enum) return property.enum.map((one) => `\`${one}\``).join(' or ')
  if (property.type === 'array') return property.items?.type === 'object' ? 'list of groups' : 'list of strings'
  if (property.type === 'object') return 'map of strings'
  if (property.type === 'boolean') return '`true` or `false`'
  if (property.type === 'integer') return `number, ${range(property.minimum, property.maximum)}`
  return 'string'
}

/** JSON Schema names the largest safe integer where there is no limit. */
const range = (minimum = 0, maximum = Number.MAX_SAFE_INTEGER): string =>
  maximum >= Number.MAX_SAFE_INTEGER ? `${minimum} or more` : `${minimum} to ${maximum}`

const shownDefault = (value: unknown): string => {
  if (value === undefined) return 'none'
  if (Array.isArray(value)) return value.length === 0 ? '`[]`' : `\`[${value.join(', ')}]\``
  if (typeof value === 'object') return '`{}`'
  return `\`${String(value)}\``
}

/** Nested settings are named with a dot; a setting without a description gets its group's. */
function settings(properties: Record<string, Property>, prefix = '', means = ''): string[] {
  return Object.entries(properties).flatMap(([key, property]) => {
    const name = `${prefix}${key}`
    const description = property.description ?? means
    if (property.properties) return settings(property.properties, `${name}.`, description)
    return [`| \`${name}\` | ${cell(typeOf(property))} | ${shownDefault(property.default)} | ${cell(description)} |`]
  })
}

/** `docs/configuration.md`. */
export function configurationPage(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input' }) as Property
  return `${[
    '# Configuration',
    GENERATED,
    '`.github/switchyard.yml`, always read from the default branch. Every setting is optional. If the file has an error, the last valid version stays in force, and the dashboard shows the error with its line.',
    ['| Setting | Type | Default | What it does |', '|---|---|---|---|', ...settings(schema.properties ?? {})].join(
      '\n',
    ),
    `For example:\n\n\`\`\`yaml\n${EXAMPLE}\`\`\``,
    TESTS_BY_PATH,
  ].join('\n\n')}\n`
}

/** Shown on the page; a test parses it as a configuration. */
export const EXAMPLE = `capacity: 4
agents: [octo-agent, "helper[bot]"]
protected: [deploy/]
stale: { low: 90 }
test: npm test
lint: npm run lint
`

const TESTS_BY_PATH = `## Tests by path

In a repository with several packages, a trial need not run everything:

\`\`\`yaml
setup: npm ci
tests:
  - name: api
    paths: [packages/api/, packages/shared/]
    test: npm test -w packages/api
  - name: web
    paths: [packages/web/, packages/shared/]
    test: npm test -w packages/web
    lint: npm run lint -w packages/web
test: npm test
\`\`\`

- \`setup\` at the top always runs first. Then each entry runs that has a changed file in its \`paths\`, in the order of the file. \`paths\` are written as in boundaries. List everything the tests of an entry depend on, as \`packages/shared/\` above: Switchyard does not know imports.
- A changed file that no entry names runs \`test\` and \`lint\` at the top as well. If there are none, every entry runs. So nothing is merged untested.
- The integration check lists what ran, what did not, and why.
- **Packets with different tests do not wait for each other.** If the base branch has moved since a packet passed, its tests are not run again when entries name every file of both changes and no entry is touched by both. The base branch is still set to a merge of its present tip and the packet; only the test run is the earlier one. The check says so.
- With \`runner: actions\` leave \`tests\` out: path filters in the workflows decide what runs, and \`required\` names what must.`

const RUNS: Record<Check['runs'], string> = {
  'on-every-head': 'on every push',
  'when-done': 'while the packet is done',
  'by-trial-merge': 'by the trial merge, while the packet is done',
}

const RERUN = `## Re-run

Anyone with write access may press *Re-run* on a check, or on all checks of a commit. \`switchyard/integration\` then gets a new trial, also while its packet is not done; the others are evaluated anew. A packet that a red check took out of \`done\` stays \`running\` until its agent reports \`/status done\`; a green trial is not repeated for that. If GitHub's webhook is lost, the next look finds the request, within a quarter of an hour.`

const INTERRUPTED = `## When a workflow ends without a result

With \`runner: actions\` this is what the conclusion of a workflow run, a job or another App's check says of the packet. Nobody is charged for an interruption: the packet stays \`done\`, its agent is not told, and no failed integration is counted.

| Conclusion | Counts as | Why |
|---|---|---|
| \`success\` | passed | |
| \`failure\`, any conclusion that is not in this table | failed | |
| \`timed_out\` | failed | the packet's own test may hang; nothing tells that from a slow machine. Press *Re-run* if it was the machine |
| \`neutral\`, \`skipped\` | says nothing | if everything says nothing, nothing was run |
| \`cancelled\`, \`stale\`, \`startup_failure\` | interrupted | a person, a concurrency group or GitHub ended it. It is run once more by itself, as a new push of the trial. If that is interrupted too, the check ends as \`cancelled\`, *Needs you* says which it was, and *Re-run* or \`/check\` goes on |
| \`action_required\` | not ended | it waits for a person's approval, until \`timeout\`; then it is interrupted |

A failure counts whatever else was interrupted, and what still runs is waited for. A commit status has no word for an interruption: \`error\` and \`failure\` both fail. On a commit of GitHub's merge queue nothing is run once more, since only GitHub can make that commit; the packet leaves the queue, stays done, and a writer comments \`/merge\` again.`

/** `docs/checks.md`. */
function checksPage(): string {
  const rows = CHECKS.map(({ name, runs, fails }) => `| \`${checkRunName(name)}\` | ${RUNS[runs]} | ${cell(fails)} |`)
  return `${[
    '# Checks',
    GENERATED,
    'Switchyard reports these check runs on the pull requests of packets. A pull request that has nothing to do with a packet gets each of them with a neutral result, so that you can require all of them; [install.md](install.md#make-it-binding) says which others fail.',
    ['| Check | Runs | Fails |', '|---|---|---|', ...rows].join('\n'),
    RERUN,
    INTERRUPTED,
  ].join('\n\n')}\n`
}

/** The overview that the page on dispatch shows. */
function adaptersTable(): string {
  const rows = ADAPTERS.map(({ name, does, example }) => {
    const how = example === null ? '' : `: \`${example}\``
    return `| \`${name}\` | ${cell(`${does}${how}`)} |`
  })
  return ['| Adapter | What happens |', '|---|---|', ...rows].join('\n')
}

/** Features by GitHub, for the page on installing. */
function featuresTable(): string {
  const rows = FEATURES.map(({ title, events, lackedBy, without }) => {
    const has = GHES_VERSIONS.map((version) => ((lackedBy as readonly string[]).includes(version) ? 'no' : 'yes'))
    const event = events.length === 0 ? '' : events.map((one) => `\`${one}\``).join(', ')
    return `| ${[title, event, 'yes', 'yes', ...has, without].map(cell).join(' | ')} |`
  })
  const head = ['Feature', 'Event', 'github.com', 'ghe.com', ...GHES_VERSIONS.map((one) => `GHES ${one}`), 'Without it']
  return [`| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...rows].join('\n')
}

/** A page with what is generated between its markers `NAME:start` and `NAME:end`; as it is, where it has none. */
export function withGenerated(page: string, name: string, text: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`]
  const [from, to] = [page.indexOf(start), page.indexOf(end)]
  if (from < 0 || to < from) return page
  return `${page.slice(0, from + start.length)}\n${text}\n${page.slice(to)}`
}

/** Every generated file, by its path from the root. */
export function documents(): Map<string, string> {
  const pages = new Map([
    ['docs/commands.md', commandsPage()],
    ['docs/configuration.md', configurationPage()],
    ['docs/checks.md', checksPage()],
    ['docs/cli.md', cliPage(GENERATED)],
    ['docs/switchyard.schema.json', configJsonSchemaText()],
    ['docs/forms/packet.yml', PACKET_FORM],
    ['docs/forms/session.yml', SESSION_FORM],
  ])
  for (const [path, name, text] of [
    ['README.md', 'commands', commandsTable()],
    ['docs/dispatch.md', 'adapters', adaptersTable()],
    ['docs/install.md', 'features', featuresTable()],
  ] as const) {
    const page = new URL(path, root)
    if (existsSync(page)) pages.set(path, withGenerated(readFileSync(page, 'utf8'), name, text))
  }
  return pages
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of documents()) writeFileSync(new URL(path, root), text)
}
