import { githubSchema } from '@switchyard/github-emulator/testing'
import { parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import * as documents from '../../../src/shell/github/read/documents.ts'

const schema = githubSchema()

const all: [string, string][] = [
  ['whole', documents.wholeDocument()],
  ['numbers', documents.numbersDocument([1, 12], false)],
  ['numbers and refs', documents.numbersDocument([1], true)],
  ['refs', documents.numbersDocument([], true)],
  ['configuration history', documents.configDocument(['a'.repeat(40), 'b'.repeat(40)])],
  ['closed pull requests of branches', documents.closedDocument(20)],
  ['further ones of a branch', documents.closedFurther()],
  ...Object.entries(documents.pageDocuments),
  ['edits of reviews', documents.reviewEditsDocument],
  ...Object.entries(documents.listDocuments),
  ['all mutations', documents.mutationDocument(documents.mutationNames)],
]

describe('every document is valid against GitHub’s schema', () => {
  test.each(all)('%s', (_, document) => {
    expect(validate(schema, parse(document))).toEqual([])
  })
})
