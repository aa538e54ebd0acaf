/** The bot's git mirror in the harness: the real one, its ways out led through the fault proxy. */

import { createLasting } from '@switchyard/github-emulator/testing'
import { openMirror } from '../../src/shell/git/mirror.ts'
import type { GitMirror } from '../../src/shell/reconcile/git.ts'
import type { Starting } from './starting.ts'

/** What is asked of the mirror alone; the other methods use the network. */
const local = [
  ...(['has', 'diff', 'trial', 'isMergeOf', 'isBaseMerge', 'exportTree', 'conflicts', 'files'] as const),
  ...(['contained', 'reverts', 'ahead'] as const),
] as const
type Local = (typeof local)[number]

/**
 * Answers that stay true as long as the mirror's folder is there, because they speak of commits that are in it: git need
 * not say them anew to each later life of the bot.
 */
const isLasting: Partial<Record<Local, (answer: unknown) => boolean>> = {
  has: (answer) => answer === true,
  diff: (answer) => typeof answer === 'object' && answer !== null && Reflect.get(answer, 'mergeBase') !== null,
  conflicts: (answer) => answer !== null,
  isMergeOf: (answer) => answer !== null,
  contained: (answer) => answer !== null,
  reverts: (answer) => answer !== null,
  ahead: (answer) => answer !== null,
  isBaseMerge: (answer) => answer === 'yes' || answer === 'no',
}

export const known = createLasting<unknown>()

export async function mirrorInHarness(starting: Starting, dir: string): Promise<GitMirror> {
  const { life, wire, effects, pushed } = starting
  const real = await effects.run(() => openMirror(dir, { localRemotes: true }))
  const asked = new Proxy(real, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      const method = local.find((each) => each === name)
      if (typeof value !== 'function' || !method) return value
      return async (...args: unknown[]) => {
        const key = JSON.stringify([method, args])
        const before = known.get(dir, key)
        if (before !== undefined) return before
        const answer: unknown = await effects.run(() => Reflect.apply(value, target, args) as Promise<unknown>)
        if (isLasting[method]?.(answer)) known.set(dir, key, answer)
        return answer
      }
    },
  })
  const bed: GitMirror = {
    ...asked,
    fetch: (remote) => wire.through('GIT fetch', () => real.fetch(remote)),
    push: (remote, sha, branch) =>
      wire.through('GIT push', async () => {
        await starting.checkPush(dir, sha, branch)
        await real.push(remote, sha, branch)
        await pushed()
      }),
  }
  return life.wrap(bed, ['fetch', 'push', ...local])
}
