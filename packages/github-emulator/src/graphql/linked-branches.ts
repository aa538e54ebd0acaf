import type { Repo } from '../domain/model.ts'
import type { Context, Node } from './context.ts'
import { refNode } from './refs.ts'

/** A branch that was made for an issue. */
export const linkedBranch = (context: Context, repo: Repo, issueId: number, name: string): Node => ({
  __typename: 'LinkedBranch',
  id: `LB_${Buffer.from(`${issueId}:${name}`).toString('base64url')}`,
  ref: () => refNode(context, repo, `refs/heads/${name}`),
})
