/** The offer of a configuration over the sandbox: requests cut off, a bot killed at each of them, merged, closed. */

import { gitTry } from '@switchyard/github-emulator/testing'
import { describe, expect, it } from 'vitest'
import { faults } from '../harness/faults.ts'
import type { Harness } from '../harness/harness.ts'
import { testHarness } from '../harness/support.ts'

const offers = (harness: Harness) => harness.repo.pulls.filter(({ headRef }) => headRef === 'switchyard/setup')
const fileOn = async (harness: Harness, ref: string, path: string) =>
  (await gitTry(harness.forge.bareDir(harness.repo), ['show', `${ref}:${path}`])).stdout

describe('a repository without a configuration', () => {
  it('the bot opens one setup pull request and leaves main unchanged', async () => {
    const harness = await testHarness({ config: null })
    expect(offers(harness)).toHaveLength(1)
    const offer = offers(harness)[0]
    expect(await fileOn(harness, 'switchyard/setup', '.github/switchyard.yml')).toContain(
      '$schema=./switchyard.schema.json',
    )
    expect(await fileOn(harness, 'switchyard/setup', 'src/index.js')).toContain('greet')
    expect(await fileOn(harness, 'main', '.github/switchyard.yml')).toBe('')
    const issue = harness.repo.issues.find(({ number }) => number === offer?.number)
    expect(issue).toMatchObject({ title: 'Set up Switchyard', state: 'open' })
    const comments = harness.repo.comments.length
    await harness.look()
    expect([offers(harness).length, harness.repo.comments.length]).toEqual([1, comments])
    await harness.end({ unheard: 'allowed' })
  })

  it('the bot does not offer setup again after the pull request was closed, even with a lost database', async () => {
    const harness = await testHarness({ config: null })
    await harness.call('maintainer', 'PATCH', `/pulls/${offers(harness)[0]?.number}`, { state: 'closed' })
    await harness.settle()
    await harness.stop()
    await harness.loseStore()
    await harness.start()
    await harness.look()
    expect(offers(harness)).toHaveLength(1)
    await harness.end({ unheard: 'allowed' })
  })

  it('the configuration applies after the pull request is merged, and the branch is deleted', async () => {
    const harness = await testHarness({ config: null })
    const number = offers(harness)[0]?.number
    await harness.call('maintainer', 'PUT', `/pulls/${number}/merge`, {})
    await harness.settle()
    await harness.look()
    expect(harness.repo.refs['refs/heads/switchyard/setup']).toBeUndefined()
    expect(await fileOn(harness, 'main', 'AGENTS.md')).toContain('# For coding agents')
    expect(offers(harness)).toHaveLength(1)
    await harness.end({ unheard: 'allowed' })
  })

  it.each([
    'POST /repos/{owner}/{repo}/git/trees',
    'POST /repos/{owner}/{repo}/git/commits',
    'POST /repos/{owner}/{repo}/git/refs',
    'POST /repos/{owner}/{repo}/pulls',
  ])('the bot opens only one setup pull request when the answer of %s is lost', async (route) => {
    const harness = await testHarness({ config: null, asleep: true })
    harness.proxy.trouble({ route, when: 'after', answer: faults.cut })
    await harness.start()
    await harness.look()
    expect(offers(harness)).toHaveLength(1)
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })

  it('the bot leaves the repository alone when somebody owns a branch of that name', async () => {
    const harness = await testHarness({ config: null, asleep: true })
    const sha = harness.repo.refs['refs/heads/main']
    await harness.call('writer', 'POST', '/git/refs', { ref: 'refs/heads/switchyard/setup', sha })
    await harness.start()
    await harness.look()
    expect([offers(harness), harness.repo.refs['refs/heads/switchyard/setup']]).toEqual([[], sha])
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})
