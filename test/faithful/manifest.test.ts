/** The permissions and events of the manifest are those that the sandbox grants and sends. */

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { EVENTS, PERMISSIONS } from '../../src/sandbox/content.ts'
import { byMutation, byRoute, mutationsOfBot, needed, routesOfBot } from './permissions.ts'

const shape = z.object({
  name: z.string().max(34),
  url: z.url(),
  public: z.boolean(),
  hook_attributes: z.object({ url: z.url({ protocol: /^https$/ }), active: z.literal(true) }),
  default_permissions: z.record(z.string(), z.enum(['read', 'write'])),
  default_events: z.array(z.string()),
})
const manifest = shape.parse(parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8')))

test('webhooks go to the path that the bot answers', () => {
  expect(new URL(manifest.hook_attributes.url).pathname).toBe('/api/github/webhooks')
})

test('the sandbox grants the bot exactly the permissions of the manifest', () => {
  expect(manifest.default_permissions).toEqual(PERMISSIONS)
  expect(Object.keys(manifest.default_permissions)).not.toContain('administration')
})

test('the sandbox sends exactly the events of the manifest', () => {
  expect([...manifest.default_events].sort()).toEqual([...EVENTS].sort())
})

test('each request of the bot has a row that names the permission it needs', () => {
  expect(routesOfBot().filter((route) => !byRoute[route])).toEqual([])
  expect(mutationsOfBot().filter((name) => !byMutation[name])).toEqual([])
})

test('the manifest asks for exactly the permissions that requests, git and events need', () => {
  expect(manifest.default_permissions).toEqual(needed(manifest.default_events))
})

test('the manifest explains the permissions that only some repositories need', () => {
  const text = readFileSync(new URL('../../app.yml', import.meta.url), 'utf8')
  const optional = routesOfBot().filter((route) => byRoute[route]?.optional)
  expect(optional.toSorted()).toEqual([
    'GET /repos/{owner}/{repo}/branches/{branch}/protection',
    'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
  ])
  expect(text).toMatch(/# `write` instead, where .*dispatch.*\n {2}actions: read/)
  expect(text).toMatch(/# `administration: read` as well, where .*classic protection/)
  expect(text).toMatch(/# `workflows: write` as well, where .*workflow files/)
})
