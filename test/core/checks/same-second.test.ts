import { describe, expect, it } from 'vitest'
import { done } from '../support/stories.ts'
import { oneSaying } from '../support/world.ts'

/** A `/merge` in the very second of the push it is for; the trial passed so many seconds later. */
function mergedAtOnce(passedAfter: number) {
  const { w, n, branch } = done()
  const merge = w.comment('maintainer', n, '/merge')
  const push = w.snapshot.activity.findLast((one) => one.branch === branch)
  const run = w.snapshot.checks.find((one) => one.name === 'switchyard/integration')
  if (!push || !run) throw new Error('nothing was pushed and tested')
  push.at = merge.createdAt
  run.completedAt = merge.createdAt + passedAfter * 1000
  return { w, n, merge, head: push.after }
}

describe('a /merge in the second of a push', () => {
  it('is for that push where its trial had passed by then, and stays so when it is tested again', () => {
    const { w, n, merge, head } = mergedAtOnce(0)
    w.pushMain()
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(oneSaying(w, n, 'Queued at')).toContain(`switchyard:merge-head:${merge.id}:${head}`)
  })

  it('is for what stood there before where nothing shows that it had been seen', () => {
    const { w, n } = mergedAtOnce(1)
    w.settle()
    expect(w.status(n)).toBe('done')
    oneSaying(w, n, 'has moved to')
  })
})
