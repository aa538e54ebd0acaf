import { parse } from 'yaml'
import { z } from 'zod'
import { ForgeError, notFound } from '../domain/errors.ts'
import { branchSha } from '../domain/find.ts'
import { gitTry } from '../domain/git.ts'
import { resolveCommit } from '../domain/objects.ts'
import { workflowIdOf } from '../domain/verbs/workflows.ts'
import { workflowFiles } from '../domain/workflows.ts'
import { workflowFileView } from '../views/workflow.ts'
import { paged } from './pages.ts'
import { noContent, type RepoAsk, type Router, repoRoute } from './router.ts'
import { runsAsked } from './workflow-runs.ts'

const wish = z.looseObject({ ref: z.string(), inputs: z.record(z.string(), z.unknown()).optional() })

const trigger = z.looseObject({
  inputs: z
    .record(z.string(), z.looseObject({ required: z.boolean().optional(), default: z.unknown().optional() }).nullish())
    .nullish(),
})

/** Workflows are not run here; asking for one answers as GitHub does and sends its webhook. */
export function workflowRoutes(router: Router): void {
  repoRoute(router, 'GET', '/actions/workflows', async (ask) => {
    const all = await listed(ask)
    return { total_count: all.length, workflows: paged(ask, all) }
  })
  repoRoute(router, 'GET', '/actions/workflows/:workflow', asked)
  repoRoute(router, 'GET', '/actions/workflows/:workflow/runs', async (ask) => {
    const { id } = await asked(ask)
    return runsAsked(ask, (run) => run.workflowId === id)
  })
  repoRoute(router, 'POST', '/actions/workflows/:workflow/dispatches', async (ask) => {
    ask.need('actions', 'write')
    const { ref, inputs = {} } = await ask.body(wish)
    const { path } = await asked(ask)
    if ((await resolveCommit(ask.forge, ask.repo, ref)) === null) throw new ForgeError(422, `No ref found for: ${ref}`)
    checkInputs(declaredInputs((await textAt(ask, ref, path)) ?? ''), inputs)
    ask.forge.emit({
      kind: 'workflow-dispatched',
      repo: ask.repo,
      actor: ask.actor(),
      inputs,
      ref: `refs/heads/${ref}`,
      path,
    })
    return noContent()
  })
}

/** The workflows of the default branch. */
async function listed(ask: RepoAsk) {
  ask.need('actions', 'read')
  const { forge, repo } = ask
  const sha = branchSha(repo, repo.defaultBranch)
  const files = sha === undefined ? [] : await workflowFiles(forge, repo, sha)
  return files.map((file) =>
    workflowFileView(forge, repo, { ...file, id: workflowIdOf(forge, repo, file.path), at: repo.createdAt }),
  )
}

/** By its id or the name of its file. */
async function asked(ask: RepoAsk) {
  const name = ask.param('workflow')
  const found = (await listed(ask)).find(({ id, path }) => String(id) === name || path.endsWith(`/${name}`))
  if (!found) throw notFound()
  return found
}

async function textAt(ask: RepoAsk, ref: string, path: string): Promise<string | null> {
  const shown = await gitTry(ask.forge.bareDir(ask.repo), ['cat-file', 'blob', `${ref}:${path}`])
  return shown.code === 0 ? shown.stdout : null
}

type Declared = Map<string, { required: boolean }>

function declaredInputs(text: string): Declared {
  const on = z.looseObject({ on: z.unknown() }).safeParse(parsed(text)).data?.on
  const names = typeof on === 'string' ? [on] : Array.isArray(on) ? on : Object.keys(on ?? {})
  if (!names.includes('workflow_dispatch'))
    throw new ForgeError(422, "Workflow does not have 'workflow_dispatch' trigger")
  const own = z.looseObject({ workflow_dispatch: trigger.nullish() }).safeParse(on).data?.workflow_dispatch
  const entries = Object.entries(own?.inputs ?? {})
  return new Map(
    entries.map(([name, one]) => [name, { required: one?.required === true && one.default === undefined }]),
  )
}

function parsed(text: string): unknown {
  try {
    return parse(text)
  } catch {
    throw new ForgeError(422, 'Failed to parse workflow')
  }
}

function checkInputs(declared: Declared, given: Record<string, unknown>): void {
  const unexpected = Object.keys(given).filter((name) => !declared.has(name))
  if (unexpected.length > 0) throw new ForgeError(422, `Unexpected inputs provided: ${JSON.stringify(unexpected)}`)
  for (const [name, { required }] of declared)
    if (required && given[name] === undefined) throw new ForgeError(422, `Required input '${name}' not provided`)
}
