/** `.github/switchyard.yml`: what may stand in it, and the defaults that make it optional. */
import { z } from 'zod'
import { ADAPTER_NAMES, ADAPTERS, adapterNamed, adapterSchemas } from '../../dispatch/registry.ts'

const command = z.string().min(1).max(2000)

const dispatch = z
  .strictObject({
    adapter: z
      .enum(ADAPTER_NAMES)
      .default('manual')
      .describe(
        `How a packet that can start goes to its agent. ${ADAPTERS.map(({ name, does }) => `\`${name}\`: ${does}`).join('; ')}.`,
      ),
    ...adapterSchemas(),
  })
  .check(({ value, issues }) => {
    const { name, settings } = adapterNamed(value.adapter)
    if (settings === null || value[name as keyof typeof value] !== undefined) return
    issues.push({ code: 'custom', input: value, path: [name], message: settings.unset })
  })

export const configSchema = z.strictObject({
  capacity: z.int().min(1).max(50).default(3).describe('How many packets may run at once.'),
  branches: z
    .strictObject({
      prefixes: z
        .array(z.string().regex(/^[A-Za-z0-9][\w./-]*\/$/, 'ends with a slash, such as "feature/"'))
        .min(1)
        .default(['feature/'])
        .describe('Prefixes a packet branch may stand under; the first is the default.'),
    })
    .prefault({}),
  agents: z
    .array(z.string().min(1))
    .default([])
    .describe('Logins of agents. They get the agent commands only, whatever their permission.'),
  'dry-run': z
    .boolean()
    .default(false)
    .describe('`true`: nothing is done but one comment on each packet and session that says what would be done.'),
  merge: z
    .enum(['command', 'auto'])
    .default('command')
    .describe('`command` waits for /merge; `auto` merges what is done, green and approved.'),
  'merge-method': z
    .enum(['merge', 'squash', 'rebase'])
    .optional()
    .describe(
      'How a packet becomes part of the base branch: `merge` (a merge commit), `squash` or `rebase`. Left out: the first of these that the repository and the rules of the branch allow.',
    ),
  'merge-unguarded': z
    .boolean()
    .default(false)
    .describe(
      '`true`: where GitHub has to merge the pull request and no rule that the bot can see asks for branches to be up to date, it is merged all the same. A commit that comes onto the base branch in that moment was then not tested; the last comment of the packet says so.',
    ),
  scope: z.enum(['warn', 'strict']).default('warn').describe('`strict` makes a file outside "in scope" a failure.'),
  protected: z
    .array(z.string())
    .default([])
    .describe('Paths that need an approving review, besides workflows and this file.'),
  stale: z
    .strictObject({
      low: z.int().min(1).default(60),
      medium: z.int().min(1).default(30),
      high: z.int().min(1).default(15),
    })
    .prefault({})
    .describe('Minutes without a sign of life after which an agent is listed, by risk.'),
  dispatch: dispatch.prefault({}),
  runner: z.enum(['local', 'actions']).default('local').describe('Where the tests of a trial merge run.'),
  setup: command.optional().describe('Command that prepares the tree (local runner).'),
  test: command.optional().describe('Command that tests the tree (local runner).'),
  lint: command.optional().describe('Command that lints the tree (local runner).'),
  required: z
    .array(z.string().min(1).max(200))
    .max(50)
    .default([])
    .describe(
      'Names of workflows, jobs, checks or statuses that must pass on a trial merge (actions runner). Empty: whatever reports.',
    ),
  timeout: z.int().min(1).max(120).default(10).describe('Minutes a trial may take.'),
  timezone: z.string().default('UTC').describe('IANA name; times on the dashboard are in it.'),
})

export type Config = z.infer<typeof configSchema>
