import { canSee } from '../domain/access.ts'
import type { Comment, Issue, Label, LineComment, Milestone, Pull, Repo, Review, User } from '../domain/model.ts'
import { readNodeId } from '../domain/nodeid.ts'
import { actorNode } from './actors.ts'
import { checkRunNode } from './checks.ts'
import { commentNode } from './comments.ts'
import { commitNode } from './commits.ts'
import { type Context, graphqlError, type Node } from './context.ts'
import { labelNode } from './labels.ts'
import { lineCommentNode, threadNode } from './line-comments.ts'
import { milestoneNode } from './milestones.ts'
import { refNode } from './refs.ts'
import { repositoryNode } from './repository.ts'
import { reviewNode } from './reviews.ts'

/** Returns the object behind a node id, if the viewer may see it. */
export type Found =
  | { kind: 'Repository'; repo: Repo }
  | { kind: 'Issue'; repo: Repo; issue: Issue; pull: null }
  | { kind: 'PullRequest'; repo: Repo; issue: Issue; pull: Pull }
  | { kind: 'IssueComment'; repo: Repo; comment: Comment }
  | { kind: 'PullRequestReview'; repo: Repo; review: Review }
  | { kind: 'PullRequestReviewComment'; repo: Repo; comment: LineComment }
  | { kind: 'Label'; repo: Repo; label: Label }
  | { kind: 'Milestone'; repo: Repo; milestone: Milestone }
  | { kind: 'User'; user: User }
  | { kind: 'other'; node: Node }

/** @throws NOT_FOUND as GitHub words it */
export function lookup(context: Context, id: string): Found {
  const named = readNodeId(id)
  const { world } = context.forge
  const visible = world.repos.filter((repo) => canSee(context.forge, repo, context.viewer))
  const found = named && (userOf(world.users, named) ?? first(visible, (repo) => inRepo(context, repo, named)))
  if (!found) throw graphqlError('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`)
  return found
}

/** Returns the GraphQL object behind a node id. */
export function nodeOf(context: Context, id: string): Node | null {
  const found = lookup(context, id)
  switch (found.kind) {
    case 'Repository':
      return repositoryNode(context, found.repo)
    case 'Issue':
    case 'PullRequest':
      return context.nodes.subject(context, found.repo, found.issue.number)
    case 'IssueComment':
      return commentNode(context, found.repo, found.comment)
    case 'PullRequestReview':
      return reviewNode(context, found.repo, found.review)
    case 'PullRequestReviewComment':
      return lineCommentNode(context, found.repo, found.comment)
    case 'Label':
      return labelNode(context, found.repo, found.label)
    case 'Milestone':
      return milestoneNode(context, found.repo, found.milestone)
    case 'User':
      return actorNode(context, found.user)
    case 'other':
      return found.node
  }
}

type Named = NonNullable<ReturnType<typeof readNodeId>>

function userOf(users: readonly User[], { kind, id }: Named): Found | null {
  const user = users.find((known) => kind === known.type && String(known.id) === id)
  return user ? { kind: 'User', user } : null
}

function inRepo(context: Context, repo: Repo, { kind, id }: Named): Found | null {
  const is = (thing: { id: number }) => String(thing.id) === id
  switch (kind) {
    case 'Repository':
      return is(repo) ? { kind, repo } : null
    case 'Issue': {
      const issue = repo.issues.find(is)
      return issue && !repo.pulls.some((pull) => pull.number === issue.number)
        ? { kind, repo, issue, pull: null }
        : null
    }
    case 'PullRequest': {
      const pull = repo.pulls.find(is)
      const issue = repo.issues.find((known) => known.number === pull?.number)
      return pull && issue ? { kind, repo, issue, pull } : null
    }
    case 'IssueComment': {
      const comment = repo.comments.find(is)
      return comment ? { kind, repo, comment } : null
    }
    case 'PullRequestReview': {
      const review = repo.reviews.find(is)
      return review ? { kind, repo, review } : null
    }
    case 'PullRequestReviewComment': {
      const comment = repo.lineComments?.find(is)
      return comment ? { kind, repo, comment } : null
    }
    case 'PullRequestReviewThread': {
      const first = repo.lineComments?.find(is)
      return first ? other(threadNode(context, repo, first)) : null
    }
    case 'Label': {
      const label = repo.labels.find(is)
      return label ? { kind, repo, label } : null
    }
    case 'Milestone': {
      const milestone = repo.milestones?.find(is)
      return milestone ? { kind, repo, milestone } : null
    }
    case 'CheckRun': {
      const run = repo.checkRuns.find(is)
      return run ? other(checkRunNode(context, repo, run)) : null
    }
    default:
      return gitNode(context, repo, { kind, id })
  }
}

function gitNode(context: Context, repo: Repo, { kind, id }: Named): Found | null {
  const [repoId, name = ''] = [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)]
  if (repoId !== String(repo.id)) return null
  if (kind === 'Ref') return other(refNode(context, repo, name))
  return kind === 'Commit' && /^[0-9a-f]{40}$/.test(name) ? other(commitNode(context, repo, name)) : null
}

const other = (node: Node | null): Found | null => (node ? { kind: 'other', node } : null)

function first<T, U>(items: readonly T[], of: (item: T) => U | null): U | null {
  for (const item of items) {
    const found = of(item)
    if (found !== null) return found
  }
  return null
}
