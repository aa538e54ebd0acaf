/** What counts as taken back, by real histories. */
import { describe, expect, test } from 'vitest'
import { mirrorOf, origin, type Tree } from './fixture.ts'

const start: Tree = { a: 'a\n' }
const work: Tree = { ...start, b: 'alpha\n' }

function history() {
  const from = origin()
  let at = 1_700_000_000
  /** Later than everything before it. */
  const commit = (message: string, tree: Tree, parents: string[]) => {
    at += 60
    const made = from.commit(tree, parents, at)
    const [id] = from.git(['rev-parse', `${made}^{tree}`]).split('\n')
    const date = ['-c', 'user.name=agent', '-c', 'user.email=agent@example.com']
    return from.git([...date, 'commit-tree', id ?? '', ...parents.flatMap((one) => ['-p', one])], `${message}\n`)
  }
  const root = commit('start', start, [])
  const one = commit('alpha', work, [root])
  const merge = commit('Merge alpha (#3)', work, [root, one])
  const reverts = async (tip: string, since = root) => {
    from.branch('main', tip)
    const { mirror } = await mirrorOf(from)
    return (await mirror.reverts(tip, since)) ?? []
  }
  /** Whether this commit, or pull request 3, is taken back at that tip. */
  const isTaken = async (tip: string, sha = merge, since = root) =>
    (await reverts(tip, since)).some(
      (row) => (row.commit !== null && sha.startsWith(row.commit)) || (row.pull === 3 && sha === merge),
    )
  return { from, commit, root, one, merge, reverts, isTaken }
}

const undo = (sha: string) => `Revert "x"\n\nThis reverts commit ${sha}.`

describe('a merge', () => {
  test('that a commit names is taken back; a revert of that gives it back; a third takes it again', async () => {
    const { commit, merge, isTaken } = history()
    const first = commit(undo(merge), start, [merge])
    expect(await isTaken(first)).toBe(true)
    const second = commit(undo(first), work, [first])
    expect(await isTaken(second)).toBe(false)
    const third = commit(undo(second), start, [second])
    expect(await isTaken(third)).toBe(true)
  })

  test('is given back by a revert of the merge that took it back', async () => {
    const { commit, merge, isTaken } = history()
    const revert = commit(`Revert "x"\n\nThis reverts commit ${merge}, reversing\nchanges made to main.`, start, [
      merge,
    ])
    const merged = commit('Merge pull request #4 from acme/revert-3-alpha', start, [merge, revert])
    expect(await isTaken(merged)).toBe(true)
    const back = commit(`Revert "y"\n\nThis reverts commit ${merged}, reversing\nchanges made to it.`, work, [merged])
    const again = commit('Merge pull request #5 from acme/revert-4-alpha', work, [merged, back])
    expect(await isTaken(again)).toBe(false)
  })

  test('is taken back and given back by the numbers of pull requests', async () => {
    const { commit, merge, isTaken } = history()
    const revert = commit('Revert "alpha" (#4)\n\nReverts acme/app#3', start, [merge])
    expect(await isTaken(revert)).toBe(true)
    const back = commit('Revert "Revert alpha" (#5)\n\nReverts acme/app#4', work, [revert])
    expect(await isTaken(back)).toBe(false)
  })

  test('is taken back when all of its commits are, and not while one is left', async () => {
    const { commit, root, one, isTaken } = history()
    const two = commit('more', { ...work, c: 'more\n' }, [one])
    const merge = commit('Merge alpha (#6)', { ...work, c: 'more\n' }, [root, two])
    const half = commit(undo(two), work, [merge])
    expect(await isTaken(half, merge)).toBe(false)
    const all = commit(undo(one), start, [half])
    expect(await isTaken(all, merge)).toBe(true)
  })

  test('is taken back by a branch that had it before and took it back there', async () => {
    const { commit, root, one, merge, isTaken } = history()
    const beta = commit('beta', { ...start, c: 'beta\n' }, [root])
    const both = commit('Merge alpha into beta', { ...work, c: 'beta\n' }, [beta, one])
    const without = commit(undo(both), { ...start, c: 'beta\n' }, [both])
    const merged = commit('Merge beta (#7)', { ...start, c: 'beta\n' }, [merge, without])
    expect(await isTaken(merged, merge)).toBe(true)
  })

  test('is there where the words say otherwise of a commit and its files stand as it brought them', async () => {
    const { commit, merge, one, isTaken } = history()
    const said = commit(undo(one), { ...work, d: 'other\n' }, [merge])
    expect(await isTaken(said, merge)).toBe(false)
  })
})

describe('where it is not known since when', () => {
  test('the branch is looked at from its tip', async () => {
    const { commit, merge, isTaken } = history()
    expect(await isTaken(commit(undo(merge), start, [merge]), merge, '')).toBe(true)
  })

  test('another repository’s pull request is named with it', async () => {
    const { commit, merge, reverts } = history()
    const tip = commit('sync\n\nReverts upstream/lib#3\nReverts #9', work, [merge])
    expect(await reverts(tip)).toEqual([
      expect.objectContaining({ pull: 3, repo: 'upstream/lib' }),
      expect.not.objectContaining({ repo: expect.anything() }),
    ])
  })
})
