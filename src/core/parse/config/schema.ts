/** `.github/switchyard.yml`: what may stand in it, and the defaults that make it optional. */
import { z } from 'zod'

const command = z.string().min(1).max(2000)

/** A login as GitHub takes it, then what is said to it. Written without flags, which JSON Schema has none of. */
const mention = z
  .string()
  .max(1000)
  .regex(
    /^@?[A-Za-z\d](?:[A-Za-z\d]|-(?=[A-Za-z\d])){0,38}(?:\[bot\])?(?:[ \t][^\r\n]*)?$/,
    'begins with a login such as `@octo-agent`',
  )

const dispatch = z
  .strictObject({
    adapter: z
      .enum(['manual', 'command', 'mention', 'workflow'])
      .default('manual')
      .describe(
        'How a packet that can start goes to its agent: `manual` (lines to copy), `command` (a machine that runs `switchyard agent run --watch`), `mention` (one comment that calls a hosted agent) or `workflow`.',
      ),
    mention: mention
      .optional()
      .describe('Login of the hosted agent, and what to say to it. It counts as listed under `agents`.'),
    workflow: z
      .strictObject({
        file: z
          .string()
          .regex(/^[\w.-]+\.ya?ml$/, 'is the name of a file in .github/workflows, such as agent.yml')
          .describe('Workflow in `.github/workflows` with `on: workflow_dispatch`.'),
        ref: z
          .string()
          .min(1)
          .max(255)
          .optional()
          .describe('Branch or tag it runs on; the default branch when left out.'),
        inputs: z
          .record(z.string().min(1).max(100), z.string().max(1000))
          .default({})
          .describe('Further inputs, besides `packet`, `issue`, `branch` and `base`.'),
      })
      .optional(),
  })
  .refine((given) => given.adapter !== 'mention' || given.mention !== undefined, {
    path: ['mention'],
    message: 'must say whom to call when the adapter is `mention`',
  })
  .refine((given) => given.adapter !== 'workflow' || given.workflow !== undefined, {
    path: ['workflow'],
    message: 'must name the file when the adapter is `workflow`',
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
