/** What a visitor of GitHub would see: lookups for tests, and everything visible as one object. */

import type { Comment, Issue, Pull, Repo } from '@switchyard/github-emulator'
export interface GitHubView {
  issue(number: number): Issue
  labels(number: number): string[]
  /** Returns the packet's status. Throws unless it has exactly one. */
  status(number: number): string
  /** The App's comments there, oldest first. */
  said(number: number): Comment[]
  /** The newest pull request of the branch. */
  pull(branch: string): Pull | null
  /** Conclusions of the newest check runs on a commit by name, `queued` or `in_progress` for one that has not ended. */
  checks(sha: string): Record<string, string>
  check(sha: string, name: string): { conclusion: string | null; text: string; annotations: string[] } | null
  branches(): string[]
  head(branch: string): string | null
  /** Content of the App's reactions on a comment. */
  verdict(comment: number): string[]
  /** The newest issue labelled `session`. */
  dashboard(): Issue | null
}

export function createGitHubView(repo: Repo, appUserId: number): GitHubView {
  const issue = (number: number): Issue => {
    const found = repo.issues.find((each) => each.number === number)
    if (!found) throw new Error(`there is no issue ${number}`)
    return found
  }
  const labels = (number: number) => namesOf(repo, issue(number))
  const runs = (sha: string) => repo.checkRuns.filter((run) => run.headSha === sha)
  return {
    issue,
    labels,
    status(number) {
      const found = labels(number).filter((name) => name.startsWith('status: '))
      if (found.length !== 1) throw new Error(`issue ${number} has ${found.length} status labels: ${found.join(', ')}`)
      return String(found[0]).slice('status: '.length)
    },
    said: (number) => repo.comments.filter((each) => each.issue === number && each.userId === appUserId),
    pull: (branch) => repo.pulls.findLast((each) => each.headRef === branch) ?? null,
    checks: (sha) => Object.fromEntries(runs(sha).map((run) => [run.name, run.conclusion ?? run.status])),
    check(sha, name) {
      const run = runs(sha).findLast((each) => each.name === name)
      if (!run) return null
      const { title, summary, text } = run.output
      const words = [title, summary, text].filter((part) => part !== null).join('\n')
      return { conclusion: run.conclusion, text: words, annotations: run.annotations.map(({ path }) => path) }
    },
    branches: () => Object.keys(repo.refs).map((ref) => ref.replace('refs/heads/', '')),
    head: (branch) => repo.refs[`refs/heads/${branch}`] ?? null,
    verdict(id) {
      const comment = repo.comments.find((each) => each.id === id)
      return (comment?.reactions ?? []).filter(({ userId }) => userId === appUserId).map(({ content }) => content)
    },
    dashboard: () => repo.issues.findLast((each) => namesOf(repo, each).includes('session')) ?? null,
  }
}

const namesOf = (repo: Repo, issue: Issue): string[] =>
  repo.labels
    .filter(({ id }) => issue.labelIds.includes(id))
    .map(({ name }) => name)
    .sort()

/** Returns everything people can see, without times, ids and tokens, so that two equivalent runs give equal results. */
export function visibleStateOf(repo: Repo): Record<string, unknown> {
  const byNumber = [...repo.issues].sort((a, b) => a.number - b.number)
  const login = (comment: Comment) => comment.userId
  return {
    issues: byNumber.map((issue) => ({
      number: issue.number,
      title: issue.title,
      state: `${issue.state} ${issue.stateReason ?? ''}`,
      pinned: issue.pinnedAt !== null,
      labels: namesOf(repo, issue),
      body: withoutTimes(issue.body ?? ''),
      comments: repo.comments
        .filter((each) => each.issue === issue.number)
        .map((each) => `${login(each)} [${reactionsOf(each)}] ${withoutTimes(each.body)}`)
        .sort(),
    })),
    pulls: repo.pulls.map(({ number, headRef, headSha, baseRef, draft, merged, mergeCommitSha }) => ({
      number,
      headRef,
      headSha,
      baseRef,
      draft,
      merged,
      mergeCommitSha: merged ? mergeCommitSha : null,
    })),
    refs: Object.fromEntries(Object.entries(repo.refs).sort(([a], [b]) => a.localeCompare(b))),
    labels: repo.labels.map(({ name, color, description }) => `${name} ${color} ${description}`).sort(),
    checks: [...newestChecks(repo)].sort(),
    subIssues: repo.subIssues.length,
  }
}

const reactionsOf = (comment: Comment) => comment.reactions.map(({ userId, content }) => `${userId}${content}`).sort()

function newestChecks(repo: Repo): string[] {
  const newest = new Map(repo.checkRuns.map((run) => [`${run.headSha} ${run.name}`, run]))
  return [...newest].map(([key, run]) => `${key} ${run.conclusion ?? run.status} ${run.output.title ?? ''}`)
}

/** Returns the text without times, durations and ids of comments. */
export function withoutTimes(text: string): string {
  return text
    .replace(/#issuecomment-\d+/g, '#issuecomment')
    .replace(/\/(check-)?runs\/\d+/g, '/runs')
    .replace(/\b1\d{12}\b/g, 'MOMENT')
    .replace(/\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(\.\d+)?Z?)?/g, 'DATE')
    .replace(/\b\d{1,2}:\d{2}(:\d{2})?\b/g, 'TIME')
    .replace(/\b\d+(\.\d+)? ?(ms|s|seconds?|min|minutes?|h|hours?)\b( ?\d+ ?min)?/g, 'SPAN')
    .replace(/(<!-- switchyard:[a-z:-]*:)\d+ -->/g, '$1ID -->')
}
