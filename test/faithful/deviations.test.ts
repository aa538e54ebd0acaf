/** What is let pass stands in the documentation, and nothing more is let pass. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { deviations, unexplained } from './deviations.ts'
import { requestProblems, responseProblems } from './exchange.ts'
import { webhookProblems } from './webhooks.ts'

const page = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8')

test('the documentation lists exactly the known deviations with their reasons', () => {
  const [, table = ''] = page.split('| Where | Why |\n|---|---|\n')
  const rows = (table.split('\n\n')[0] ?? '').split('\n')
  expect(rows).toEqual(deviations.map(({ where, what }) => `| ${where} | ${what} |`))
})

const asked = (method: string, path: string, body?: unknown, query = '') => ({
  method,
  path,
  body,
  query: new URLSearchParams(query),
})
const label = { id: 1, node_id: 'L', url: 'https://x.test/l', name: 'packet', color: 'aaaaaa', default: false }

test.each<[string, string[], string]>([
  ['a route that is none', requestProblems(asked('GET', '/repos/a/b/stars')), 'GitHub has no GET /repos/a/b/stars'],
  [
    'a parameter that is none',
    requestProblems(asked('GET', '/repos/a/b/labels', undefined, 'perpage=1')),
    'no parameter',
  ],
  ['a value that is none', requestProblems(asked('GET', '/repos/a/b/issues', undefined, 'state=new')), 'state=new'],
  ['a number that is none', requestProblems(asked('GET', '/repos/a/b/issues/twelve')), 'issue_number=twelve'],
  ['a body without what it needs', requestProblems(asked('POST', '/repos/a/b/labels', {})), 'lacks name'],
  ['no body', requestProblems(asked('POST', '/repos/a/b/issues')), 'no body'],
  ['a field that is none', requestProblems(asked('POST', '/repos/a/b/labels', { name: 'x', hue: 1 })), 'no field hue'],
  [
    'an answer that lacks something',
    responseProblems(asked('GET', '/repos/a/b/labels'), 200, [label]),
    'lacks description',
  ],
  ['a status that is none', responseProblems(asked('GET', '/repos/a/b/labels'), 207, []), 'not described'],
  ['a webhook that is none', webhookProblems('issues', 'polished', {}), 'no webhook issues.polished'],
  ['a webhook that lacks something', webhookProblems('issues', 'opened', { action: 'opened' }), 'lacks issue'],
])('the check reports %s', (_, problems, words) => {
  expect(unexplained(problems).join('\n')).toContain(words)
})

test('the check accepts what matches the description', () => {
  const full = { ...label, description: null }
  expect(responseProblems(asked('GET', '/repos/a/b/labels'), 200, [full])).toEqual([])
  expect(requestProblems(asked('GET', '/repos/a/b/issues/12', undefined))).toEqual([])
  expect(requestProblems(asked('GET', '/repos/a/b/git/ref/heads%2Ffeature%2Fx'))).toEqual([])
})
