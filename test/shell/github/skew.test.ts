import { describe, expect, test } from 'vitest'
import { createGitHubClock } from '../../../src/shell/github/skew.ts'

const at = (text: string) => Date.parse(`2026-11-28T${text}Z`)
const header = (text: string) => new Date(at(text)).toUTCString()

describe('GitHub’s clock', () => {
  test.each([
    ['the bot’s clock is ten minutes late', '09:10:00', '09:00:00', '09:10:00'],
    ['the bot’s clock is ten minutes early', '08:50:00', '09:00:00', '08:50:00'],
    ['they differ by what the header rounds off and the answer takes', '08:59:59', '09:00:00', '09:00:00'],
  ])('%s', (_, theirs, ours, now) => {
    const clock = createGitHubClock(() => at(ours))
    clock.seen(header(theirs))
    expect(clock.now()).toBe(at(now))
  })

  test('follows a clock that is put right, and an answer without a date says nothing', () => {
    let ours = at('09:00:00')
    const clock = createGitHubClock(() => ours)
    clock.seen(header('10:00:00'))
    clock.seen(undefined)
    expect(clock.now()).toBe(at('10:00:00'))
    ours = at('10:00:05')
    clock.seen(header('10:00:05'))
    expect(clock.now()).toBe(ours)
  })
})
