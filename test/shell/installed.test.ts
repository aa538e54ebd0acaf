/** What becomes of installations is in the log, once for each change. */
import { expect, test } from 'vitest'
import type { InstallationInfo } from '../../src/shell/github/app.ts'
import { createInstalled } from '../../src/shell/installed.ts'
import type { Log } from '../../src/shell/log.ts'

const url = 'https://github.test/settings/installations/7'
const all = { issues: 'write', contents: 'write', pull_requests: 'write', checks: 'write' }
const one = (more: Partial<InstallationInfo> = {}, held: Record<string, string> = all): InstallationInfo => ({
  id: 7,
  account: 'acme',
  suspended: false,
  rights: { held, url },
  ...more,
})

/** What is logged when GitHub lists one after the other. */
function told(...listings: InstallationInfo[][]): string[] {
  const lines: string[] = []
  const keep = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`)
  const log: Log = { debug: keep, info: keep, warn: keep, error: keep, child: () => log }
  const installed = createInstalled(log)
  for (const [index, found] of listings.entries()) {
    if (index === listings.length - 1) lines.length = 0
    installed.update(found)
  }
  return lines
}

test.each<[string, InstallationInfo[][], string | null]>([
  ['nowhere at the start', [[]], 'Install the App on a repository'],
  ['as it was', [[one()]], null],
  ['as before', [[one()], [one()]], null],
  ['created', [[], [one()]], 'The App was installed {"installation":7,"account":"acme"}'],
  ['deleted', [[one()], []], 'The App is no longer installed there'],
  ['suspended', [[one()], [one({ suspended: true })]], 'The installation is suspended'],
  ['found suspended', [[one({ suspended: true })]], 'The installation is suspended'],
  ['back again', [[one({ suspended: true })], [one()]], 'no longer suspended'],
  ['with less', [[one()], [one({}, { ...all, checks: 'read' })]], 'lacks `checks: write`, so I cannot set checks'],
  ['with less at the start', [[one({}, {})]], url],
  ['with less, as before', [[one({}, {})], [one({}, {})]], null],
  ['with all again', [[one({}, {})], [one()]], 'has all permissions now'],
])('%s', (_, listings, line) => {
  const lines = told(...listings)
  expect(lines).toHaveLength(line === null ? 0 : 1)
  expect(lines.join()).toContain(line ?? '')
})
