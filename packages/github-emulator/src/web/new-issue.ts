/** Which fields a new issue has. The repository's own form wins over the one that comes with this project. */
import { readFile } from 'node:fs/promises'
import type { Forge } from '../domain/forge.ts'
import type { Repo } from '../domain/model.ts'
import { fileAt, resolve } from './git.ts'
import { type IssueForm, readForm } from './templates.ts'
import type { NewIssue } from './views/new.ts'

/** Filled in by hand where a repository has no form for packets. */
const packetText = `**Objective:** 

## Acceptance Criteria
- [ ] 

## Boundaries
**In Scope:** 
**Out of Scope:** 

## Dependencies
**Hard:** None
**Soft:** None

## Interface Contract
None
`

const templates: Record<string, Omit<NewIssue, 'form' | 'template'>> = {
  packet: { heading: 'New packet', title: 'Work Packet: ', hint: '', body: packetText },
  session: { heading: 'New session', title: 'Session: ', hint: 'Goal: what this stretch of work is for', body: '' },
  blank: { heading: 'New issue', title: '', hint: 'Markdown works', body: '' },
}

/** Null for a template nobody knows. A missing or broken form leaves a blank text to fill. */
export async function newIssue(forge: Forge, repo: Repo, template: string): Promise<NewIssue | null> {
  const known = Object.hasOwn(templates, template) ? templates[template] : undefined
  if (!known) return null
  const form = template === 'blank' ? null : await findForm(forge, repo, template)
  return { ...known, template, form, title: form?.title || known.title }
}

async function findForm(forge: Forge, repo: Repo, name: string): Promise<IssueForm | null> {
  const path = `.github/ISSUE_TEMPLATE/${name}.yml`
  const sha = await resolve(forge.bareDir(repo), repo.defaultBranch)
  const own = sha === null ? null : await fileAt(forge.bareDir(repo), sha, path)
  const shipped = own ?? (await readFile(new URL(`../../../${path}`, import.meta.url), 'utf8').catch(() => null))
  return shipped === null ? null : readForm(shipped)
}
