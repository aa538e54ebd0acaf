/** Reads earlier texts of the configuration from the git history. */
import { type Context, query } from './context.ts'
import { configDocument, configPath } from './read/documents.ts'

const mostTexts = 5

type Answer = { repository: Record<string, { text?: string | null } | null> | null }

/** Returns the texts newest first, without the present one. A commit that deleted the file has no text. */
export async function configHistory(context: Context, defaultBranch: string | undefined): Promise<string[]> {
  const request = {
    ...context.at,
    path: configPath,
    per_page: mostTexts + 1,
    ...(defaultBranch !== undefined && { sha: defaultBranch }),
  }
  const { data } = await context.octokit.rest.repos.listCommits(request)
  const commits = data.slice(1).map((commit) => commit.sha)
  if (commits.length === 0) return []
  const { repository } = await query<Answer>(context, configDocument(commits))
  return commits.flatMap((_, n) => repository?.[`c${n}`]?.text ?? [])
}
