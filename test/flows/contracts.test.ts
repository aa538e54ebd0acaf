/** Contracts and coming conflicts over real git, real files and the real parser. */
import { describe, expect, it } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { packet } from '../harness/scenario.ts'
import { startPacket, testHarness } from '../harness/support.ts'

const queue = (harness: Harness) =>
  harness.see.dashboard()?.body?.split('## Integration queue')[1]?.split('\n## ')[0] ?? ''
const contractOf = (harness: Harness, branch: string) =>
  harness.see.check(harness.see.pull(branch)?.headSha ?? '', 'switchyard/contract')

describe('two packets that will conflict', () => {
  it('the dashboard shows the conflict before either packet is done', async () => {
    const harness = await testHarness()
    for (const name of ['left', 'right']) {
      const issue = await harness.people.file('maintainer', `Work Packet: ${name}`, packet(name, `src/${name}/`))
      await harness.settle()
      harness.heard.on(issue)
      await harness.people.push('agent', `feature/${name}`, { 'src/value.js': `export const value = '${name}'\n` })
      await harness.settle()
    }
    expect(queue(harness)).toContain(
      '⚠️ `left` and `right` conflict in `src/value.js`: merge `left` first, then `main` into `right`',
    )
    await harness.people.push('agent', 'feature/right', { 'src/value.js': null, 'src/right/a.js': '1\n' })
    await harness.settle()
    expect(queue(harness)).not.toContain('⚠️')
    await harness.end()
  })

  it('the dashboard distinguishes the conflict from a main that moved', async () => {
    const harness = await testHarness()
    await startPacket(harness, 'one')
    await harness.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await harness.people.pushMain('maintainer', { 'src/one/a.js': '2\n' })
    await harness.settle()
    expect(queue(harness)).toContain('`one` and `main` conflict in `src/one/a.js`')
    await harness.end()
  })
})

describe('a contract between packets', () => {
  const contract =
    '## Interface Contract\nExports:\n- `find(id: string): Promise<User | null>`\n- `UserRepository` class'
  const missing = 'export async function find(id: string): Promise<User | null> { return null }\n'

  it('a broken contract fails its check and ends done until it is fixed', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one', contract)
    await harness.people.push('agent', 'feature/one', { 'src/one/users.ts': missing })
    await harness.people.tick('agent', one)
    await harness.people.comment('agent', one, '/status done')
    await harness.settle()
    expect(contractOf(harness, 'feature/one')).toMatchObject({ conclusion: 'failure' })
    expect(contractOf(harness, 'feature/one')?.text).toContain('- `UserRepository`')
    expect(contractOf(harness, 'feature/one')?.text).toContain('`src/one/`')
    expect(harness.see.status(one)).toBe('running')
    expect(harness.heard.on(one).filter((body) => body.includes('1 promised but not exported'))).toHaveLength(1)

    await harness.people.push('agent', 'feature/one', {
      'src/one/users.ts': `${missing}export class UserRepository {}\n`,
    })
    await harness.people.comment('agent', one, '/status done')
    await harness.settle()
    expect(contractOf(harness, 'feature/one')).toMatchObject({ conclusion: 'success' })
    expect(harness.see.status(one)).toBe('done')
    await harness.end()
  })

  it('a contract that a later push breaks is reported to both sides once', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one', contract)
    const relies =
      '## Dependencies\n**Soft:** one - start with a mock\n\n## Interface Contract\nAssume UserRepository exists.'
    const two = await startPacket(harness, 'two', relies)
    await harness.people.push('agent', 'feature/one', { 'src/one/users.ts': 'export class UserRepository {}\n' })
    await harness.settle()
    await harness.people.push('agent', 'feature/one', { 'src/one/users.ts': missing })
    await harness.settle()
    await harness.people.push('agent', 'feature/one', { 'src/one/more.ts': '' })
    await harness.settle()
    for (const issue of [one, two]) {
      const [notice, ...more] = harness.heard
        .on(issue)
        .filter((body) => body.includes('no longer exports `UserRepository`'))
      expect(notice).toContain('Contract:')
      expect(more).toEqual([])
    }
    expect(queue(harness)).toContain('`UserRepository`, promised by `one`, is gone; `two` relies on it')
    await harness.end()
  })
})
