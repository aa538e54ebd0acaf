/** Edits and renames, as GitHub keeps them, put into one line of revisions: oldest first, the last one the present text. */
import type { Actor } from '../../../core/snapshot/snapshot.ts'
import { graphqlActor } from '../actors.ts'
import type { CommentNode, EditNode, EventNode, IssueNode } from './answers.ts'

interface TextRevision {
  at: number
  editor: Actor | null
  body: string
}

interface IssueText extends TextRevision {
  title: string
}

/**
 * GitHub gives edits newest first; `diff` is the whole text as of that edit, null once somebody deleted that revision
 * (kept as an empty text: what came later keeps its number), and there are none for a text that was never edited. The
 * present body is taken from the object itself.
 */
export function textRevisions(
  node: Pick<CommentNode, 'createdAt' | 'lastEditedAt' | 'body' | 'author' | 'editor'>,
  edits: readonly EditNode[],
): TextRevision[] {
  const kept = edits.toReversed().map(revisionOf)
  const first = { at: Date.parse(node.createdAt), editor: graphqlActor(node.author), body: node.body ?? '' }
  if (node.lastEditedAt === null) return [first]
  const last = { at: Date.parse(node.lastEditedAt), editor: graphqlActor(node.editor), body: node.body ?? '' }
  const newest = kept.at(-1)
  const before = newest !== undefined && newest.at >= last.at ? kept.slice(0, -1) : kept
  return [...before, last]
}

/** An issue's revisions: its texts crossed with its renames. */
export function issueRevisions(node: IssueNode, edits: readonly EditNode[], events: readonly EventNode[]): IssueText[] {
  const renames = events.filter((event) => event.__typename === 'RenamedTitleEvent')
  const [first, ...bodies] = textRevisions(node, edits)
  if (first === undefined) return []
  // Where the oldest edits were not read, renames before the first one that was are behind it.
  const isBehind = (each: Rename) => first.at > Date.parse(node.createdAt) && Date.parse(each.createdAt) <= first.at
  const later = renames.filter((each) => !isBehind(each))
  const earlier = renames.findLast(isBehind)
  const start = { ...first, title: later[0]?.previousTitle ?? earlier?.currentTitle ?? node.title }
  const revisions: IssueText[] = [start]
  for (const step of steps(bodies, later)) revisions.push(after(revisions, step))
  return withPresent(revisions, node)
}

type Step = { at: number; editor: Actor | null; body?: string; title?: string }
type Rename = Extract<EventNode, { __typename: 'RenamedTitleEvent' }>

function steps(bodies: readonly TextRevision[], renames: readonly Rename[]): Step[] {
  const retitled = renames.map((each) => ({
    at: Date.parse(each.createdAt),
    editor: graphqlActor(each.actor),
    title: each.currentTitle,
  }))
  return joined([...bodies, ...retitled].sort((a, b) => a.at - b.at))
}

/** One save of title and body makes an edit and a rename in the same second: that is one revision. */
function joined(steps: readonly Step[]): Step[] {
  const made: Step[] = []
  for (const step of steps) {
    const last = made.at(-1)
    if (last !== undefined && isOneSave(last, step)) made[made.length - 1] = { ...last, ...step }
    else made.push(step)
  }
  return made
}

function isOneSave(one: Step, other: Step): boolean {
  const halves =
    (one.title === undefined) !== (other.title === undefined) && (one.body === undefined) !== (other.body === undefined)
  return halves && other.at - one.at <= 1000 && one.editor?.id === other.editor?.id
}

function after(made: readonly IssueText[], step: Step): IssueText {
  const before = made.at(-1)
  return {
    at: step.at,
    editor: step.editor,
    title: step.title ?? before?.title ?? '',
    body: step.body ?? before?.body ?? '',
  }
}

/** Times come in seconds and lists in pages, so the last revision may be behind: the issue itself is the present text. */
function withPresent(revisions: IssueText[], node: IssueNode): IssueText[] {
  const last = revisions.at(-1)
  if (last === undefined) return revisions
  return [...revisions.slice(0, -1), { ...last, title: node.title, body: node.body ?? '' }]
}

function revisionOf(edit: EditNode): TextRevision {
  return { at: Date.parse(edit.editedAt), editor: graphqlActor(edit.editor), body: edit.diff ?? '' }
}
