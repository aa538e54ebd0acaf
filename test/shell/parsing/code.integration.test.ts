import { describe, expect, onTestFinished, test } from 'vitest'
import { createCodeReader } from '../../../src/shell/parsing/code.ts'

function reader(deadlineMs: number) {
  const made = createCodeReader({ deadlineMs })
  onTestFinished(() => made.close())
  return made
}

/** Keeps the parser busy for hours. */
const hostile = 'x=a?(b):('.repeat(40)

describe('code', () => {
  test('is read in a thread', async () => {
    const found = await reader(60_000).file('src/a.ts', "import './b'\nexport class A {}")
    expect(found).toMatchObject({ path: 'src/a.ts', names: [{ name: 'A' }], imports: ['./b'], error: null })
  })

  test('that keeps the parser busy is given up, and what comes after it is read', async () => {
    const code = reader(3_000)
    const [bad, contract, good] = await Promise.all([
      code.file('src/bad.ts', hostile),
      code.declarations(hostile),
      code.file('src/good.ts', 'export const a = 1'),
    ])
    expect(bad).toMatchObject({ names: [], error: 'it takes too long to read' })
    expect(contract).toBeNull()
    expect(good).toMatchObject({ names: [{ name: 'a' }], error: null })
  })

  test.each([
    ['no code', 'export const = }{', 'it cannot be read: '],
    ['nested beyond measure', '('.repeat(50_000), 'it is nested too deeply'],
  ])('that is %s says so', async (_, source, error) => {
    expect((await reader(60_000).file('a.ts', source)).error).toContain(error)
  })
})
