/** Contracts and coming conflicts over real git, real files and the real parser. */
import { describe, expect, it } from 'vitest'
import type { Bed } from '../harness/harness.ts'
import { packet } from '../harness/scenario.ts'
import { startPacket, testBed } from '../harness/support.ts'

const queue = (bed: Bed) => bed.see.dashboard()?.body?.split('## Integration queue')[1]?.split('\n## ')[0] ?? ''
const contractOf = (bed: Bed, branch: string) =>
  bed.see.check(bed.see.pull(branch)?.headSha ?? '', 'switchyard/contract')

describe('two packets that will conflict', () => {
  it('are shown on the dashboard before either is done', async () => {
    const bed = await testBed()
    for (const name of ['left', 'right']) {
      const issue = await bed.people.file('maintainer', `Work Packet: ${name}`, packet(name, `src/${name}/`))
      await bed.settle()
      bed.heard.on(issue)
      await bed.people.push('agent', `feature/${name}`, { 'src/value.js': `export const value = '${name}'\n` })
      await bed.settle()
    }
    expect(queue(bed)).toContain(
      '⚠️ `left` and `right` conflict in `src/value.js`: merge `left` first, then `main` into `right`',
    )
    await bed.people.push('agent', 'feature/right', { 'src/value.js': null, 'src/right/a.js': '1\n' })
    await bed.settle()
    expect(queue(bed)).not.toContain('⚠️')
    await bed.end()
  })

  it('are told apart from main that moved', async () => {
    const bed = await testBed()
    await startPacket(bed, 'one')
    await bed.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await bed.people.pushMain('maintainer', { 'src/one/a.js': '2\n' })
    await bed.settle()
    expect(queue(bed)).toContain('`one` and `main` conflict in `src/one/a.js`')
    await bed.end()
  })
})

describe('a contract', () => {
  const contract =
    '## Interface Contract\nExports:\n- `find(id: string): Promise<User | null>`\n- `UserRepository` class'
  const missing = 'export async function find(id: string): Promise<User | null> { return null }\n'

  it('that is not kept fails its check and takes the packet out of done, until it is mended', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one', contract)
    await bed.people.push('agent', 'feature/one', { 'src/one/users.ts': missing })
    await bed.people.tick('agent', one)
    await bed.people.comment('agent', one, '/status done')
    await bed.settle()
    expect(contractOf(bed, 'feature/one')).toMatchObject({ conclusion: 'failure' })
    expect(contractOf(bed, 'feature/one')?.text).toContain('- `UserRepository`')
    expect(contractOf(bed, 'feature/one')?.text).toContain('`src/one/`')
    expect(bed.see.status(one)).toBe('running')
    expect(bed.heard.on(one).filter((body) => body.includes('1 promised but not exported'))).toHaveLength(1)

    await bed.people.push('agent', 'feature/one', { 'src/one/users.ts': `${missing}export class UserRepository {}\n` })
    await bed.people.comment('agent', one, '/status done')
    await bed.settle()
    expect(contractOf(bed, 'feature/one')).toMatchObject({ conclusion: 'success' })
    expect(bed.see.status(one)).toBe('done')
    await bed.end()
  })

  it('that a later push breaks is told to both sides once', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one', contract)
    const relies =
      '## Dependencies\n**Soft:** one - start with a mock\n\n## Interface Contract\nAssume UserRepository exists.'
    const two = await startPacket(bed, 'two', relies)
    await bed.people.push('agent', 'feature/one', { 'src/one/users.ts': 'export class UserRepository {}\n' })
    await bed.settle()
    await bed.people.push('agent', 'feature/one', { 'src/one/users.ts': missing })
    await bed.settle()
    await bed.people.push('agent', 'feature/one', { 'src/one/more.ts': '' })
    await bed.settle()
    for (const issue of [one, two]) {
      const [told, ...more] = bed.heard.on(issue).filter((body) => body.includes('no longer exports `UserRepository`'))
      expect(told).toContain('Contract:')
      expect(more).toEqual([])
    }
    expect(queue(bed)).toContain('`UserRepository`, promised by `one`, is gone; `two` relies on it')
    await bed.end()
  })
})
