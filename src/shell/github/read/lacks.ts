/** What a server's GraphQL does not have, or does not show to the App. It is found out once and left out from then on. */
import type { GraphqlError } from '../errors.ts'

type ErrorItem = NonNullable<GraphqlError['errors']>[number]

/** Nothing can be decided without these: a server that lacks one cannot be worked with. */
const ESSENTIAL = new Set(
  [
    'id fullDatabaseId databaseId number title body state createdAt updatedAt author editor login name oid target text',
    'repository issueOrPullRequest node nodes issues pullRequests refs object comments timelineItems page item pageInfo',
    'hasNextPage endCursor headRefName headRefOid baseRefName isCrossRepository merged labels defaultBranchRef owner',
    'userContentEdits editedAt diff lastEditedAt',
  ].flatMap((line) => line.split(' ')),
)
const ESSENTIAL_ARGUMENTS = new Set(
  'first last after before number id ids labels states headRefName refPrefix expression itemTypes input'.split(' '),
)

/** A lack. `field` of `type` (null: unknown) below `parent`, an argument of a field, or a whole type. */
type Lack =
  | { kind: 'field'; type: string | null; field: string; parent: string }
  | { kind: 'argument'; field: string; argument: string }
  | { kind: 'type'; type: string }

export class Lacks {
  readonly #known = new Map<string, Lack>()
  /** Named by their path, and asked for again: another repository may show them. */
  readonly #forbidden = new Set<string>()

  isEmpty(): boolean {
    return this.#known.size === 0
  }

  /** Whether a field is missing. `type` null: it is not known from the document, and its parent decides. */
  field(type: string | null, field: string, parent: string): boolean {
    return [...this.#known.values()].some(
      (lack) =>
        lack.kind === 'field' &&
        lack.field === field &&
        (type !== null && lack.type !== null ? lack.type === type : lack.parent === parent),
    )
  }

  argument(field: string, argument: string): boolean {
    return this.#known.has(nameOf({ kind: 'argument', field, argument }))
  }

  type(type: string): boolean {
    return this.#known.has(nameOf({ kind: 'type', type }))
  }

  /** Whether this value stands for a missing type: `COMMENT_DELETED_EVENT` for `CommentDeletedEvent`. */
  value(value: string): boolean {
    const types = [...this.#known.values()].flatMap((lack) => (lack.kind === 'type' ? [lack.type] : []))
    return types.some((type) => type.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase() === value)
  }

  /** Returns the names, such as `Issue.isPinned`, `closedByPullRequestsReferences(includeClosedPrs)`, `Mannequin`. */
  names(): string[] {
    return [...new Set([...[...this.#known.values()].map(nameOf), ...this.#forbidden])].sort()
  }

  forbid(path: readonly (string | number)[]): boolean {
    const name = String(path.filter((part) => typeof part === 'string').at(-1))
    if (ESSENTIAL.has(name)) return false
    this.#forbidden.add(name)
    return true
  }

  /**
   * Notes what these errors of validation say is missing.
   *
   * @returns whether anything new can be left out, so that it is worth asking again
   */
  learn(errors: readonly ErrorItem[]): boolean {
    const found = errors.map(lackIn)
    if (found.some((lack) => lack === null || isEssential(lack))) return false
    const before = this.#known.size
    for (const lack of found) if (lack !== null) this.#known.set(keyOf(lack), lack)
    return this.#known.size > before
  }
}

const nameOf = (lack: Lack): string => {
  if (lack.kind === 'type') return lack.type
  if (lack.kind === 'argument') return `${lack.field}(${lack.argument})`
  return lack.type === null ? lack.field : `${lack.type}.${lack.field}`
}

const keyOf = (lack: Lack): string => (lack.kind === 'field' ? `${nameOf(lack)} in ${lack.parent}` : nameOf(lack))

const isEssential = (lack: Lack): boolean => {
  if (lack.kind === 'type') return ['Issue', 'PullRequest', 'User', 'Bot', 'Repository'].includes(lack.type)
  return lack.kind === 'field' ? ESSENTIAL.has(lack.field) : ESSENTIAL_ARGUMENTS.has(lack.argument)
}

/** GitHub's own words, and those of graphql-js, which servers in front of GitHub use. */
function lackIn({ message, path = [] }: ErrorItem): Lack | null {
  const parent = String(path.at(-2) ?? '')
  const [, field, type] =
    /^Field '(\w+)' doesn't exist on type '(\w+)'/.exec(message) ??
    /^Cannot query field "(\w+)" on type "(\w+)"/.exec(message) ??
    []
  if (field !== undefined && type !== undefined) return { kind: 'field', type, field, parent }
  const [, of, argument] = /^Field '(\w+)' doesn't accept argument '(\w+)'/.exec(message) ?? []
  if (of !== undefined && argument !== undefined) return { kind: 'argument', field: of, argument }
  const [, unknown, its] = /^Unknown argument "(\w+)" on field "(?:\w+\.)?(\w+)"/.exec(message) ?? []
  if (unknown !== undefined && its !== undefined) return { kind: 'argument', field: its, argument: unknown }
  const [, gone] = /^No such type (\w+),/.exec(message) ?? /^Unknown type "(\w+)"/.exec(message) ?? []
  return gone === undefined ? null : { kind: 'type', type: gone }
}
