/**
 * Whether GitHub shows what it has told of. What answers its API may be a moment behind what sends its webhooks, or
 * behind what answers another route.
 */
import type { Announced, Mirror } from './ports.ts'
import { rawCommentsOn } from './said-on.ts'

/** True where there is no such issue or pull request: that says nothing of how old the answer is. */
export function isShown(
  { issues, pulls }: Pick<Mirror, 'issues' | 'pulls'>,
  { number, comment, at }: Announced,
): boolean {
  const item = [...issues, ...pulls].find((each) => each.number === number)
  if (item === undefined) return true
  const comments = 'reviews' in item ? rawCommentsOn(item) : item.comments
  const isOld = at !== undefined && (item.updatedAt ?? at) < at
  return !isOld && (comment === undefined || comments.some(({ id }) => id === comment))
}
