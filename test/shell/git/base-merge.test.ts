/** Which pushes brought in the base branch and nothing else. */
import { describe, expect, test } from 'vitest'
import { mirrorOf, origin, type Tree } from './fixture.ts'

const start: Tree = { a: 'a\n', b: 'b\n', c: 'c\n' }

/** `main` changed `a`, the packet's branch changed `b`. `make` adds commits to the branch; the last one is its head. */
async function asked(
  make: (on: ReturnType<typeof commits>) => string,
  before?: (on: ReturnType<typeof commits>) => string,
) {
  const from = origin()
  const on = commits(from)
  from.branch('main', on.main)
  const after = make(on)
  from.branch('feature/a', after)
  const { mirror } = await mirrorOf(from)
  return mirror.isBaseMerge('main', before?.(on) ?? on.head, after)
}

function commits(from: ReturnType<typeof origin>) {
  const root = from.commit(start)
  const middle = from.commit({ ...start, a: 'middle\n' }, [root])
  const main = from.commit({ ...start, a: 'main\n' }, [middle])
  const head = from.commit({ ...start, b: 'agent\n' }, [root])
  const other = from.commit({ ...start, c: 'other\n' }, [root])
  return { from, root, middle, main, head, other }
}

const clean: Tree = { ...start, a: 'main\n', b: 'agent\n' }

describe('a push to a packet’s branch', () => {
  test('that is GitHub’s "Update branch" brought in the base alone', async () => {
    expect(await asked(({ from, head, main }) => from.commit(clean, [head, main]))).toBe('yes')
  })

  test('that merges an earlier commit of the base did so as well', async () => {
    const tree = { ...clean, a: 'middle\n' }
    expect(await asked(({ from, head, middle }) => from.commit(tree, [head, middle]))).toBe('yes')
  })

  test('of two such merges, one on the other, did so as well', async () => {
    const make = ({ from, head, middle, main }: ReturnType<typeof commits>) => {
      const first = from.commit({ ...clean, a: 'middle\n' }, [head, middle])
      return from.commit(clean, [first, main])
    }
    expect(await asked(make)).toBe('yes')
  })

  test.each<[string, (on: ReturnType<typeof commits>) => string]>([
    ['a commit of its own', ({ from, head }) => from.commit({ ...start, b: 'more\n' }, [head])],
    ['an empty commit', ({ from, head }) => from.commit({ ...start, b: 'agent\n' }, [head])],
    [
      'a merge with something slipped in',
      ({ from, head, main }) => from.commit({ ...clean, c: 'evil\n' }, [head, main]),
    ],
    [
      'a merge that leaves out what the base has',
      ({ from, head, main }) => from.commit({ ...clean, a: 'a\n' }, [head, main]),
    ],
    ['a merge of three', ({ from, head, main, other }) => from.commit(clean, [head, main, other])],
    [
      'a merge after a commit of its own',
      ({ from, head, main }) =>
        from.commit({ ...clean, b: 'more\n' }, [from.commit({ ...start, b: 'more\n' }, [head]), main]),
    ],
    [
      'a commit of its own after a merge',
      ({ from, head, main }) => from.commit({ ...clean, b: 'more\n' }, [from.commit(clean, [head, main])]),
    ],
    ['nothing', ({ head }) => head],
  ])('of %s is somebody’s work', async (_, make) => {
    expect(await asked(make)).toBe('no')
  })

  test('of a merge whose conflicts somebody resolved is their work', async () => {
    const make = ({ from, head, root }: ReturnType<typeof commits>) => {
      const base = from.commit({ ...start, b: 'base\n' }, [root])
      from.branch('main', base)
      return from.commit({ ...start, b: 'both\n' }, [head, base])
    }
    expect(await asked(make)).toBe('no')
  })

  test('of a merge of another branch is none yet, until the base has it', async () => {
    const from = origin()
    const { head, main, other } = commits(from)
    const after = from.commit({ ...start, b: 'agent\n', c: 'other\n' }, [head, other])
    from.branch('main', main)
    from.branch('feature/a', after)
    const { mirror, remote } = await mirrorOf(from)
    expect(await mirror.isBaseMerge('main', head, after)).toBe('not-yet')
    expect(await mirror.isBaseMerge('gone', head, after)).toBe('not-yet')
    from.branch('main', from.commit({ ...start, a: 'main\n', c: 'other\n' }, [main, other]))
    await mirror.fetch(remote)
    expect(await mirror.isBaseMerge('main', head, after)).toBe('yes')
  })

  test('of a merge the other way round, into the base, is not looked through', async () => {
    expect(await asked(({ from, head, main }) => from.commit(clean, [main, head]))).not.toBe('yes')
  })

  test('of which a commit is not here cannot be told', async () => {
    expect(
      await asked(
        ({ main }) => main,
        () => 'f'.repeat(40),
      ),
    ).toBe(null)
    expect(
      await asked(
        ({ main }) => main,
        () => '--help',
      ),
    ).toBe(null)
  })
})
