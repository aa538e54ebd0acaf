/** Every request in the source of the bot and the command line is one of GitHub's, whether a test makes it or not. */
import { githubSchema } from '@switchyard/github-emulator/testing'
import { parse as parseDocument, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import * as documents from '../../src/shell/github/read/documents.ts'
import { callsIn, literalsIn, routesIn, sources, sourcesOfBot, textOf } from './calls.ts'
import { documentsOfBot, isDocument } from './made.ts'
import { describedNames, operationOf } from './operations.ts'

const files = sources('src/shell', 'src/cli')
const calls = files.flatMap(callsIn)
const routes = [...sourcesOfBot(), ...sources('src/cli')].flatMap(routesIn)
/** Parameters of octokit itself, the page that `list` counts, and names that the source does not show. */
const ofClient = ['headers', 'request', 'mediaType', 'page', '...']

describe('REST', () => {
  test.each(routes)('$at: $route', ({ route, names }) => {
    const [method = '', path = ''] = route.split(' ')
    const operation = operationOf(method, path.replaceAll(/\{\w+\}/g, '1'))
    expect(operation).not.toBeNull()
    if (!operation) return
    // A path parameter may have another name at GitHub; the address is the same.
    const own = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const known = [...describedNames(operation), ...own, ...ofClient]
    expect(names.filter((name) => !known.includes(name))).toEqual([])
  })

  test('only these files build an address at run time', () => {
    const places = calls.filter(({ route }) => route === null).map(({ at }) => at.replace(/:\d+$/, ''))
    expect([...new Set(places)].sort()).toEqual([
      'src/shell/github/conditional.ts',
      'src/shell/github/execute/dispatch.ts',
      'src/shell/github/read/activity.ts',
    ])
  })

  test('only these files use HTTP directly, and only the registration page has a route of GitHub', () => {
    const outward = files.filter((file) => /guardedFetch\(|globalThis\.fetch|node:https?'/.test(textOf(file)))
    expect(outward.sort()).toEqual([
      'src/cli/github/api.ts',
      ...['app.ts', 'guarded-fetch.ts', 'octokit.ts'].map((name) => `src/shell/github/${name}`),
      // The bot's own server.
      'src/shell/http/server.ts',
      'src/shell/metrics/fetch.ts',
      'src/shell/setup/convert.ts',
      'src/shell/setup/server-version.ts',
    ])
    expect(textOf('src/shell/setup/convert.ts')).toMatch(/\/app-manifests\/\$\{[^}]+\}\/conversions`/)
    expect(operationOf('POST', '/app-manifests/1/conversions')).not.toBeNull()
  })
})

describe('GraphQL', () => {
  const schema = githubSchema()
  const problems = (document: string) => validate(schema, parseDocument(document)).map(({ message }) => message)
  test.each(documentsOfBot())('%s', (_, document) => {
    expect(problems(document)).toEqual([])
  })

  test('every document that documents.ts exports is checked above', () => {
    expect(Object.keys(documents).sort()).toEqual([
      ...[
        'closedDocument',
        'closedFurther',
        'configDocument',
        'configPath',
        'listDocuments',
        'mutationDocument',
        'mutationNames',
        'numbersDocument',
      ],
      ...[
        'pageDocuments',
        'protectionDocument',
        'queueDocument',
        'queuedDocument',
        'reviewEditsDocument',
        'standingDocument',
        'wholeDocument',
      ],
    ])
  })

  const others = files.filter((file) => file !== 'src/shell/github/read/documents.ts')
  const elsewhere = others.flatMap((file) =>
    literalsIn(file).flatMap((text) => (isDocument(text) ? [[file, text]] : [])),
  )

  test.each(elsewhere)('%s: %s', (_, document = '') => {
    expect(problems(document)).toEqual([])
  })
})
