/** Which of the bot's comments a test has read: one that nobody reads is one that nobody expected. */

import type { Repo } from '@switchyard/github-emulator'
export interface Heard {
  /** The bot's comments there that were not read before, oldest first; they are read now. */
  on(number: number): string[]
  /** Everything the bot said anywhere and nobody has read; all of it is read now. */
  all(): string[]
  /** What is still unread, for the end of a test. */
  unheard(): string[]
}

export function createHeard(repo: Repo, appUserId: number): Heard {
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
