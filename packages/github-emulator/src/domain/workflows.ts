/** Finds the workflows of a commit that a push starts. Only triggers, jobs and their `run` steps are read. */
import { parse } from 'yaml'
import { z } from 'zod'
import type { Forge } from './forge.ts'
import { git } from './git.ts'
import type { Repo } from './model.ts'
import { lines } from './objects.ts'
import { passesFilters } from './patterns.ts'

export interface Workflow {
  path: string
  name: string
  jobs: { name: string; commands: string[] }[]
}

const folder = '.github/workflows'

const shape = z.looseObject({
  name: z.string().optional(),
  on: z.unknown(),
  jobs: z.record(
    z.string(),
    z.looseObject({
      name: z.string().optional(),
      steps: z.array(z.looseObject({ run: z.string().optional() })).optional(),
    }),
  ),
})

const filters = z.looseObject({
  branches: z.array(z.string()).optional(),
  'branches-ignore': z.array(z.string()).optional(),
})

/** What can start a workflow here; of a merge group the branch is the one it is to be merged into. */
export type WorkflowEvent = 'push' | 'merge_group'

/** Workflows of `sha` that the event on `branch` starts. A file that cannot be read starts nothing. */
export async function workflowsFor(
  forge: Forge,
  repo: Repo,
  { event = 'push', branch, sha }: { event?: WorkflowEvent; branch: string; sha: string },
): Promise<Workflow[]> {
  const dir = forge.bareDir(repo)
  const paths = lines(await git(dir, ['ls-tree', '--name-only', sha, `${folder}/`])).filter((path) =>
    /\.ya?ml$/.test(path),
  )
  const found = await Promise.all(
    paths
      .toSorted()
      .map(async (path) => readWorkflow(path, await git(dir, ['cat-file', 'blob', `${sha}:${path}`]), branch, event)),
  )
  return found.filter((workflow) => workflow !== null)
}

/** The workflow files of a commit by path, whatever starts them, with their names. */
export async function workflowFiles(forge: Forge, repo: Repo, sha: string): Promise<{ path: string; name: string }[]> {
  const dir = forge.bareDir(repo)
  const paths = lines(await git(dir, ['ls-tree', '--name-only', sha, `${folder}/`])).filter((path) =>
    /\.ya?ml$/.test(path),
  )
  return Promise.all(
    paths.toSorted().map(async (path) => {
      const read = shape.safeParse(parsed(await git(dir, ['cat-file', 'blob', `${sha}:${path}`])))
      return { path, name: read.data?.name ?? path }
    }),
  )
}

function readWorkflow(path: string, text: string, branch: string, event: WorkflowEvent = 'push'): Workflow | null {
  const read = shape.safeParse(parsed(text))
  if (!read.success || !startsOn(event, read.data.on, branch)) return null
  const jobs = Object.entries(read.data.jobs).map(([id, job]) => ({
    name: job.name ?? id,
    commands: (job.steps ?? []).flatMap(({ run }) => (run === undefined ? [] : [run])),
  }))
  return { path, name: read.data.name ?? path, jobs }
}

function parsed(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return null
  }
}

function startsOn(event: WorkflowEvent, on: unknown, branch: string): boolean {
  if (on === event) return true
  if (Array.isArray(on)) return on.includes(event)
  if (typeof on !== 'object' || on === null || !(event in on)) return false
  const filter = filters.safeParse(Reflect.get(on, event) ?? {})
  if (!filter.success) return false
  const { branches, 'branches-ignore': ignored } = filter.data
  return (branches === undefined || passesFilters(branches, branch)) && !passesFilters(ignored ?? [], branch)
}
