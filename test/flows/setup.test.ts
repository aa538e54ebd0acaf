/** The offer of a configuration over the sandbox: requests cut off, a bot killed at each of them, merged, closed. */
import { gitTry } from '@switchyard/github-emulator/testing'
import { describe, expect, it } from 'vitest'
import type { Bed } from '../harness/bed.ts'
import { testBed } from '../harness/support.ts'
import { troubles } from '../harness/troubles.ts'

const offers = (bed: Bed) => bed.repo.pulls.filter(({ headRef }) => headRef === 'switchyard/setup')
const fileOn = async (bed: Bed, ref: string, path: string) =>
  (await gitTry(bed.forge.bareDir(bed.repo), ['show', `${ref}:${path}`])).stdout

describe('a repository without a configuration', () => {
  it('gets one pull request, and main stays as it was', async () => {
    const bed = await testBed({ config: null })
    expect(offers(bed)).toHaveLength(1)
    const offer = offers(bed)[0]
    expect(await fileOn(bed, 'switchyard/setup', '.github/switchyard.yml')).toContain(
      '$schema=./switchyard.schema.json',
    )
    expect(await fileOn(bed, 'switchyard/setup', 'src/index.js')).toContain('greet')
    expect(await fileOn(bed, 'main', '.github/switchyard.yml')).toBe('')
    const issue = bed.repo.issues.find(({ number }) => number === offer?.number)
    expect(issue).toMatchObject({ title: 'Set up Switchyard', state: 'open' })
    const comments = bed.repo.comments.length
    await bed.look()
    expect([offers(bed).length, bed.repo.comments.length]).toEqual([1, comments])
    await bed.end({ unheard: 'allowed' })
  })

  it('is not offered it again once it was closed, not even by a bot that lost its memory', async () => {
    const bed = await testBed({ config: null })
    await bed.call('maintainer', 'PATCH', `/pulls/${offers(bed)[0]?.number}`, { state: 'closed' })
    await bed.settle()
    await bed.stop()
    await bed.loseStore()
    await bed.start()
    await bed.look()
    expect(offers(bed)).toHaveLength(1)
    await bed.end({ unheard: 'allowed' })
  })

  it('has the configuration once it is merged, and the branch is gone', async () => {
    const bed = await testBed({ config: null })
    const number = offers(bed)[0]?.number
    await bed.call('maintainer', 'PUT', `/pulls/${number}/merge`, {})
    await bed.settle()
    await bed.look()
    expect(bed.repo.refs['refs/heads/switchyard/setup']).toBeUndefined()
    expect(await fileOn(bed, 'main', 'AGENTS.md')).toContain('# For coding agents')
    expect(offers(bed)).toHaveLength(1)
    await bed.end({ unheard: 'allowed' })
  })

  it.each([
    'POST /repos/{owner}/{repo}/git/trees',
    'POST /repos/{owner}/{repo}/git/commits',
    'POST /repos/{owner}/{repo}/git/refs',
    'POST /repos/{owner}/{repo}/pulls',
  ])('gets one pull request also when the answer of %s is lost', async (route) => {
    const bed = await testBed({ config: null, asleep: true })
    bed.wire.trouble({ route, when: 'after', answer: troubles.cut })
    await bed.start()
    await bed.look()
    expect(offers(bed)).toHaveLength(1)
    await bed.end({ unheard: 'allowed', warnings: 'allowed' })
  })

  it('is left alone where a branch of that name is somebody’s', async () => {
    const bed = await testBed({ config: null, asleep: true })
    const sha = bed.repo.refs['refs/heads/main']
    await bed.call('writer', 'POST', '/git/refs', { ref: 'refs/heads/switchyard/setup', sha })
    await bed.start()
    await bed.look()
    expect([offers(bed), bed.repo.refs['refs/heads/switchyard/setup']]).toEqual([[], sha])
    await bed.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})
