/**
 * Loaded before every test file: checks every request to a sandbox's API and every webhook against GitHub's
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
