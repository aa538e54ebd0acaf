/** Which scratch branch a trial commit gets where rules cover all branches. */
import { expect, test } from 'vitest'
import { pushScratch } from '../../../src/shell/runner/scratch.ts'

const sha = 'c'.repeat(40)

/** Refuses the first pushes with these messages, and notes the branches. */
function remote(...refusals: string[]) {
  const tried: string[] = []
  const push = async (branch: string) => {
    tried.push(branch)
    const message = refusals.shift()
    if (message !== undefined) throw new Error(message)
  }
  return { tried, push }
}

test.each([
  ['nothing refuses it', [], ['switchyard/trial/db']],
  [
    'the old one may not be moved',
    [' ! [remote rejected] c -> b (cannot lock)'],
    ['switchyard/trial/db', 'switchyard/trial/db-ccccccc'],
  ],
])('%s', async (_, refusals, branches) => {
  const { tried, push } = remote(...refusals)
  expect(await pushScratch('db', sha, push)).toBe(branches.at(-1))
  expect(tried).toEqual(branches)
})

test.each([
  ['a rule refuses both', ['[remote rejected] one', '[remote rejected] two'], 'two', 2],
  ['the network fails', ['could not resolve host'], 'could not resolve', 1],
])('%s: it is thrown', async (_, refusals, message, tries) => {
  const { tried, push } = remote(...refusals)
  await expect(pushScratch('db', sha, push)).rejects.toThrow(message)
  expect(tried).toHaveLength(tries)
})
