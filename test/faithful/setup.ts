/**
 * Loaded before every test file: whatever passes a sandbox's API or leaves as a webhook is held against GitHub's
 * descriptions, and a test in which something did not fit fails.
 */
import { setWitness } from '@switchyard/github-emulator/witness'
import { afterEach } from 'vitest'
import { watch } from './watch.ts'

setWitness(watch)

afterEach(() => {
  const problems = watch.taken()
  if (problems.length > 0) throw new Error(`not as GitHub describes it:\n${problems.join('\n')}`)
})
