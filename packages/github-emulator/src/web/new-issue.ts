/** Which fields a new issue has. The repository's own form wins over one that came with the emulator's start. */
import type { Forge } from '../domain/forge.ts'
import type { Repo } from '../domain/model.ts'
import type { IssueTemplate, PageContent } from './content.ts'
import { fileAt, resolve } from './git.ts'
import { readForm } from './templates.ts'
import type { NewIssue } from './views/new.ts'

const BLANK: IssueTemplate = { name: 'blank', heading: 'New issue', title: '', hint: 'Markdown works', body: '' }

/** Returns null for an unknown template. A broken form becomes a blank text. */
export async function newIssue(
  { forge, content }: { forge: Forge; content: PageContent },
  repo: Repo,
  name: string,
): Promise<NewIssue | null> {
  if (name === BLANK.name) return { ...BLANK, template: name, form: null }
  const given = content.issueTemplates?.find((one) => one.name === name)
  const yaml = (await ownForm(forge, repo, name)) ?? given?.form ?? null
  if (!given && yaml === null) return null
  const form = yaml === null ? null : readForm(yaml)
  const { heading, title, hint, body } = given ?? { ...BLANK, heading: form?.name ?? BLANK.heading }
  return { template: name, form, heading, title: form?.title || title, hint, body }
}

async function ownForm(forge: Forge, repo: Repo, name: string): Promise<string | null> {
  if (!/^[\w-]+$/.test(name)) return null
  const sha = await resolve(forge.bareDir(repo), repo.defaultBranch)
  return sha === null ? null : fileAt(forge.bareDir(repo), sha, `.github/ISSUE_TEMPLATE/${name}.yml`)
}
