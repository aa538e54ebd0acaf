/** Reads issues with their comments and history, as the bot does. */
import type { people } from '../../core/authorize/roles.ts'
import { parseConfig } from '../../core/parse/config/parse.ts'
import { type Config, configSchema } from '../../core/parse/config/schema.ts'
import type { CommentReading } from '../../core/parse/report/reading.ts'
import type { IssueFact } from '../../core/snapshot/snapshot.ts'
import { readItems } from '../../shell/github/read/items.ts'
import type { RawIssue } from '../../shell/reconcile/mirror.ts'
import type { Reader } from '../context.ts'
import type { Api } from './api.ts'
import { cliErrorOf } from './failures.ts'

export interface ReadIssues {
  issues: RawIssue[]
  defaultBranch: string
  config: Config
  /** Names and heads of the branches. */
  branches: string[]
}

/** Reads the issues with these numbers. Pull requests and missing numbers are left out. */
export async function readIssues(api: Api, numbers: readonly number[]): Promise<ReadIssues> {
  try {
    const items = await readItems(api.reading, numbers, true)
    const text = items.refs?.config?.text
    return {
      issues: items.issues,
      defaultBranch: items.refs?.defaultBranchRef?.name ?? 'main',
      config: (typeof text === 'string' ? parseConfig(text).config : null) ?? configSchema.parse({}),
      branches: (items.refs?.refs?.nodes ?? []).flatMap((ref) => (ref ? [ref.name] : [])),
    }
  } catch (error) {
    throw cliErrorOf(error, api)
  }
}

const unread: CommentReading = { report: null, commands: [], tooCostly: false }

/** Parses the revisions of an issue's text. Comments are not parsed here; callers parse those they need. */
export async function issueFact(issue: RawIssue, reader: Reader): Promise<IssueFact> {
  const revisions = await Promise.all(
    issue.revisions.map(async (one) => ({ ...one, reading: await reader.packet(one.title, one.body) })),
  )
  const comments = issue.comments.map((comment) => ({
    ...comment,
    revisions: comment.revisions.map((revision) => ({ ...revision, reading: unread })),
  }))
  return { ...issue, revisions, comments }
}

/** No person has a role here: the command line trusts only what the App recorded as accepted. */
export function withoutRoles(): ReturnType<typeof people> {
  return { isApp: () => false, isAgent: () => false, agents: [], roleOf: () => 'unknown' }
}
