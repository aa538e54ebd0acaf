/** What the App can do and see on an issue of its own. */
import { featureNamed } from '../../../core/features/registry.ts'
import { cannotTell, doesNot, holds } from '../finding.ts'
import type { Probe } from '../probe.ts'
import { attempt, refusalWords, type Visit } from '../visit.ts'

export const issues: Probe = {
  name: 'issues',
  title: 'The bot may file an issue and comment',
  scratch: true,
  async ask({ scratch, installation }) {
    const { value, failure } = await attempt(scratch?.issue() ?? Promise.reject(new Error('not asked')))
    if (value !== undefined) return holds(`It filed #${value.number}.`)
    const isOff = failure?.status === 410
    return doesNot(failure === undefined ? '' : `${refusalWords(failure)}.`, {
      instead: null,
      change: isOff
        ? 'Turn issues on in the settings of the repository.'
        : `Grant "Issues" (write): ${installation.url}.`,
    })
  },
}

interface Seen {
  node: {
    editor: { databaseId?: number } | null
    reactionGroups: { content: string; viewerHasReacted: boolean }[] | null
    userContentEdits: { nodes: { diff: string | null }[] } | null
  } | null
}

const reactionsDocument =
  'query($id: ID!) { node(id: $id) { ... on IssueComment { reactionGroups { content viewerHasReacted } } } }'

const editsDocument = `query($id: ID!) { node(id: $id) { ... on IssueComment {
  editor { ...Who } userContentEdits(first: 5) { nodes { diff } }
} } }
fragment Who on Actor { ... on Bot { databaseId } ... on User { databaseId } }`

const pinDocument = 'mutation($id: ID!) { pinIssue(input: { issueId: $id }) { clientMutationId } }'
const unpinDocument = 'mutation($id: ID!) { unpinIssue(input: { issueId: $id }) { clientMutationId } }'

export const reactions: Probe = {
  name: 'reactions',
  title: 'The bot sees its own reactions',
  scratch: true,
  async ask(visit) {
    const { comment } = await issueOf(visit)
    const made = await attempt(
      visit.octokit.rest.reactions.createForIssueComment({ ...visit.at, comment_id: comment.id, content: '+1' }),
    )
    const remedy = {
      instead: null,
      change: 'Report it with this output: the bot records its answers to commands as reactions.',
    }
    if (made.failure !== undefined) return doesNot(`${refusalWords(made.failure)}.`, remedy)
    const seen = await visit.octokit.graphql<Seen>(reactionsDocument, { id: comment.nodeId })
    const group = seen.node?.reactionGroups?.find(({ content }) => content === 'THUMBS_UP')
    if (group?.viewerHasReacted === true) return holds('Its 👍 is shown as its own.')
    return doesNot('Its 👍 is not shown as its own.', remedy)
  },
}

export const edits: Probe = {
  name: 'edits',
  title: 'GitHub shows who edited a comment, and the earlier text',
  scratch: true,
  async ask(visit) {
    const { comment } = await issueOf(visit)
    await visit.octokit.rest.issues.updateComment({ ...visit.at, comment_id: comment.id, body: 'A second text.' })
    const { node } = await visit.octokit.graphql<Seen>(editsDocument, { id: comment.nodeId })
    const texts = node?.userContentEdits?.nodes.map(({ diff }) => diff) ?? []
    const isEditor = node?.editor?.databaseId === visit.selfId
    if (isEditor && texts.includes('A first text.')) return holds('The editor and both texts are shown.')
    return doesNot(isEditor ? 'The earlier text of an edited comment is not shown.' : 'The editor is not shown.', {
      instead: 'The bot judges a comment by its last text, and takes its author for the editor.',
      change: 'Ask those who may edit others’ comments not to edit commands.',
    })
  },
}

export const pinning: Probe = {
  name: 'pinning',
  title: 'The bot may pin the dashboard',
  scratch: true,
  async ask(visit) {
    const { nodeId } = await issueOf(visit)
    const { failure } = await attempt(visit.octokit.graphql(pinDocument, { id: nodeId }))
    if (failure === undefined) {
      await visit.octokit.graphql(unpinDocument, { id: nodeId })
      return holds('It pinned the scratch issue and unpinned it.')
    }
    if (/maximum|three|3 pinned/i.test(failure.message)) return cannotTell(`All pins are taken: ${failure.message}.`)
    return doesNot(`${refusalWords(failure)}.`, {
      instead: featureNamed('pinning').without,
      change: 'Pin the session’s issue by hand.',
    })
  },
}

/** An issue cannot be linked with itself, so GitHub's refusal tells whether the feature is there without a change. */
const linked = (name: 'sub-issues' | 'dependencies', title: string, link: Link): Probe => ({
  name,
  title,
  scratch: true,
  async ask(visit) {
    const issue = await issueOf(visit)
    const { failure } = await attempt(link(visit, issue.number, issue.id))
    if (failure === undefined || failure.status === 422) return holds('The server has them, and the App may set them.')
    return doesNot(`${refusalWords(failure)}.`, {
      instead: featureNamed(name).without,
      change: 'None: the server or the plan does not have them.',
    })
  },
})

type Link = (visit: Visit, number: number, id: number) => Promise<unknown>

export const subIssues = linked(
  'sub-issues',
  'Packets can be sub-issues of their session',
  ({ octokit, at }, issue_number, sub_issue_id) =>
    octokit.rest.issues.addSubIssue({ ...at, issue_number, sub_issue_id }),
)

export const dependencies = linked(
  'dependencies',
  'Hard dependencies can be shown as "blocked by"',
  ({ octokit, at }, issue_number, issue_id) =>
    octokit.rest.issues.addBlockedByDependency({ ...at, issue_number, issue_id }),
)

async function issueOf({ scratch }: Visit) {
  if (scratch === null) throw new Error('no scratch issue')
  return await scratch.issue().catch(() => {
    throw new Error('It needs the scratch issue, which could not be made')
  })
}
