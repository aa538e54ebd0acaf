/** Schema of `.github/switchyard.yml`. Every setting has a default or is optional. */
import { z } from 'zod'
import { ADAPTER_NAMES, ADAPTERS, adapterNamed, adapterSchemas } from '../../dispatch/registry.ts'

const command = z.string().min(1).max(2000)

const dispatch = z
  .strictObject({
    adapter: z
      .enum(ADAPTER_NAMES)
      .default('manual')
      .describe(
        `How a packet that can start reaches its agent. ${ADAPTERS.map(({ name, does }) => `\`${name}\`: ${does}`).join('; ')}.`,
      ),
    ...adapterSchemas(),
  })
  .check(({ value, issues }) => {
    const { name, settings } = adapterNamed(value.adapter)
    if (settings === null || value[name as keyof typeof value] !== undefined) return
    issues.push({ code: 'custom', input: value, path: [name], message: settings.unset })
  })

const testEntry = z
  .strictObject({
    name: z.string().min(1).max(60).optional(),
    paths: z.array(z.string().min(1).max(250)).min(1).max(100),
    setup: command.optional(),
    test: command.optional(),
    lint: command.optional(),
  })
  .check(({ value, issues }) => {
    if (value.test !== undefined || value.lint !== undefined) return
    issues.push({ code: 'custom', input: value, path: [], message: 'must have a `test` or a `lint` command' })
  })

const settings = z.strictObject({
  capacity: z.int().min(1).max(50).default(3).describe('How many packets may run at once.'),
  branches: z
    .strictObject({
      prefixes: z
        .array(z.string().regex(/^[A-Za-z0-9][\w./-]*\/$/, 'must end with a slash, such as "feature/"'))
        .min(1)
        .default(['feature/'])
        .describe('Prefixes allowed for packet branches; the first is the default.'),
    })
    .prefault({}),
  agents: z
    .array(z.string().min(1))
    .default([])
    .describe('Logins of agents. They may use only agent commands, whatever their permission.'),
  'dry-run': z
    .boolean()
    .default(false)
    .describe('`true`: the bot only comments once on each packet and session what it would do.'),
  merge: z
    .enum(['command', 'auto'])
    .default('command')
    .describe('`command` waits for /merge; `auto` merges packets that are done, green and approved.'),
  'merge-method': z
    .enum(['merge', 'squash', 'rebase'])
    .optional()
    .describe(
      'How a packet is merged into the base branch: `merge` (a merge commit), `squash` or `rebase`. Default: the first of these that the repository and the branch rules allow.',
    ),
  'merge-unguarded': z
    .boolean()
    .default(false)
    .describe(
      '`true`: merge a pull request through GitHub even if no visible rule requires branches to be up to date. A commit that reaches the base branch in between is then untested; the last comment of the packet says so.',
    ),
  scope: z
    .enum(['warn', 'strict'])
    .default('warn')
    .describe('`strict`: a file outside "in scope" fails the scope check.'),
  protected: z
    .array(z.string())
    .default([])
    .describe('Paths that need an approving review, in addition to workflows and this file.'),
  stale: z
    .strictObject({
      low: z.int().min(1).default(60),
      medium: z.int().min(1).default(30),
      high: z.int().min(1).default(15),
    })
    .prefault({})
    .describe('Minutes of silence after which an agent is listed, by risk.'),
  dispatch: dispatch.prefault({}),
  runner: z.enum(['local', 'actions']).default('local').describe('Where the tests of a trial merge run.'),
  'trial-approval': z
    .boolean()
    .default(false)
    .describe(
      '`true`: a trial merge, with either runner, waits until a writer who does not work on the packet allows its commit with `/check` or `/merge`. A new commit of the agent asks again; a merge of the base branch alone does not.',
    ),
  tests: z
    .array(testEntry)
    .max(50)
    .default([])
    .describe(
      'Tests by folder (local runner). Each entry has `paths` (as in boundaries), `test` or `lint`, and may have `setup` and a `name`. A trial runs the entries with a changed file in their paths. A changed file in no entry runs `test` and `lint` below, or every entry if there are none.',
    ),
  setup: command.optional().describe('Command that prepares the working tree (local runner).'),
  test: command.optional().describe('Command that runs the tests (local runner).'),
  lint: command.optional().describe('Command that runs the linter (local runner).'),
  required: z
    .array(z.string().min(1).max(200))
    .max(50)
    .default([])
    .describe(
      'Names of workflows, jobs, checks or statuses that must pass on a trial merge (actions runner). Empty: everything that reports.',
    ),
  timeout: z.int().min(1).max(120).default(10).describe('Maximum duration of a trial, in minutes.'),
  timezone: z.string().default('UTC').describe('IANA time zone for times on the dashboard.'),
})

export const configSchema = settings.check(({ value, issues }) => {
  if (value.runner !== 'actions' || value.tests.length === 0) return
  const message = 'must be left out with `runner: actions`: there, path filters of the workflows decide what runs'
  issues.push({ code: 'custom', input: value.tests, path: ['tests'], message })
})

export type Config = z.infer<typeof configSchema>
