/** Tracks which of the bot's comments a test has read: a comment that no test reads is unexpected. */

import type { Repo } from '@switchyard/github-emulator'
export interface UnreadComments {
  /** Returns the unread comments of the bot on an issue, oldest first, and marks them as read. */
  on(number: number): string[]
  /** Returns all unread comments of the bot, and marks them as read. */
  all(): string[]
  /** Returns a line for each comment that is still unread, for the end of a test. */
  unheard(): string[]
}

export function createUnreadComments(repo: Repo, appUserId: number): UnreadComments {
  const read = new Set<number>()
  const unread = () => repo.comments.filter(({ id, userId }) => userId === appUserId && !read.has(id))
  const take = (comments: Repo['comments']) => {
    for (const { id } of comments) read.add(id)
    return comments.map(({ body }) => body)
  }
  return {
    on: (number) => take(unread().filter(({ issue }) => issue === number)),
    all: () => take(unread()),
    unheard: () => unread().map(({ issue, body }) => `nobody read on #${issue}: ${body.slice(0, 200)}`),
  }
}
