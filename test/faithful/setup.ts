/**
 * Loaded before every test file: whatever passes a sandbox's API or leaves as a webhook is held against GitHub's
 * descriptions, and a test in which something did not fit fails.
 */
import { afterEach } from 'vitest'
import { setWitness } from '../../packages/github-emulator/src/domain/witness.ts'
import { watch } from './watch.ts'

setWitness(watch)

afterEach(() => {
  const problems = watch.taken()
  if (problems.length > 0) throw new Error(`not as GitHub describes it:\n${problems.join('\n')}`)
})
