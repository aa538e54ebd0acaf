/** Reads the existing files at the paths of an offer, and the workflows, before the offer is made. */
import type { SetupFact } from '../../../core/snapshot/queries.ts'
import type { Context } from '../context.ts'
import { isHttpErrorStatus } from '../errors.ts'

interface Entry {
  path: string
  type: string
  size: number
}

const MOST_WORKFLOWS = 30
/** Bytes; a larger one is no workflow anybody wrote. */
const LARGEST = 100_000

export async function readSetup(context: Context): Promise<SetupFact> {
  const found = await Promise.all(['AGENTS.md', '.github', '.github/ISSUE_TEMPLATE'].map((path) => list(context, path)))
  const workflows = (await list(context, '.github/workflows'))
    .filter(({ path, type, size }) => type === 'file' && /\.ya?ml$/.test(path) && size <= LARGEST)
    .slice(0, MOST_WORKFLOWS)
  const texts: SetupFact['workflows'] = []
  for (const { path } of workflows) texts.push({ path, text: await textOf(context, path) })
  return { present: found.flat().map(({ path }) => path), workflows: texts }
}

/** Returns the entries of a folder, or the file itself; empty when the path does not exist. */
async function list(context: Context, path: string): Promise<Entry[]> {
  try {
    const { data } = await context.octokit.rest.repos.getContent({ ...context.at, path })
    return [data].flat().map(({ path, type, size }) => ({ path, type, size }))
  } catch (error) {
    if (isHttpErrorStatus(error, 404)) return []
    throw error
  }
}

async function textOf(context: Context, path: string): Promise<string> {
  const { data } = await context.octokit.rest.repos.getContent({ ...context.at, path })
  return 'content' in data ? Buffer.from(data.content, 'base64').toString('utf8') : ''
}
