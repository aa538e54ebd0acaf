/** What of the repository cannot be read, or only with more effort, and what to do about it. */
import { featureOfField } from '../../features/registry.ts'
import { code, prose } from '../escape.ts'
import type { Need } from './bundle.ts'
import type { View } from './view.ts'

/** What does not work without a field of GitHub's GraphQL that belongs to no feature (features/registry.ts). */
const LOST: Readonly<Record<string, string>> = {
  'Issue.closedByPullRequestsReferences': 'pull requests count as a packet’s by their branch only',
  'closedByPullRequestsReferences(includeClosedPrs)': 'closed pull requests are found by their branch only',
  'Issue.stateReason': 'an issue closed as not planned looks like one closed as completed',
  'PullRequest.closingIssuesReferences': 'pull requests count as a packet’s by their branch only',
  'PullRequest.reviewThreads': 'comments on lines are not read: put commands in the conversation',
  'PullRequest.reviews': 'reviews are not read',
  'PullRequest.reviewRequests': 'requested reviews are not seen',
  'PullRequest.isDraft': 'drafts look like pull requests that are ready',
  'PullRequestReview.authorCanPushToRepository': 'reviewers’ rights are asked for one by one',
  AddedToMergeQueueEvent: 'the merge queue is not used',
  CommentDeletedEvent: 'deleted comments are not noticed',
  AssignedEvent: 'who assigned an issue is not known',
}

/** Lines about reading, for the list of what waits for a person. */
export function readingNeeds(v: View): Need[] {
  const { reading } = v.state
  if (reading === undefined) return []
  const heavy = reading.tooHeavy.map(({ number, message }) => ({
    urgency: 1,
    since: 0,
    line: `❗ **Too long to read**: continue #${number} in a new issue or pull request, and close it: GitHub does not let me read it, however little I ask for at a time (${prose(message, 120)}). I use what I read of it last, and try again every hour`,
  }))
  return [...heavy, ...reduced(v, reading.reducedSince), ...lacking(reading.lacks)]
}

function reduced(v: View, since: number | null): Need[] {
  if (since === null) return []
  const line = `⏳ Nothing to do: since ${v.when(since)} GitHub finds my usual queries too heavy. I ask for less at a time, so reading takes longer`
  return [{ urgency: 5, since, line }]
}

/** Fields of a feature are named with it, at the foot of the dashboard. */
function lacking(all: readonly string[]): Need[] {
  const names = all.filter((name) => featureOfField(name) === undefined)
  if (names.length === 0) return []
  const parts = names.map((name) => `${code(name)}${LOST[name] === undefined ? '' : ` (${LOST[name]})`}`)
  const line = `ℹ️ Nothing to do: this GitHub does not give me ${parts.slice(0, 8).join(', ')}. Everything else works`
  return [{ urgency: 5, since: 0, line }]
}
