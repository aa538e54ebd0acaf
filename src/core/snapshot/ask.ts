/** Queries of one decision. Each is answered from earlier results, or noted for the shell to look up. */
import type { CodeReading, ExportedName } from '../contract/reading.ts'
import type { QueueFact } from '../merging/queue.ts'
import type { RequiredCheck, RulesFact } from '../merging/rules.ts'
import type { StackFact } from '../merging/stack.ts'
import type { StandingFact } from '../merging/standing.ts'
import {
  aheadKey,
  baseMergeKey,
  conflictKey,
  containsKey,
  type DiffFact,
  diffKey,
  exportsKey,
  mergedKey,
  type Permission,
  type Query,
  type QueryResults,
  queryKey,
  type Revert,
  revertsKey,
  type SetupFact,
} from './queries.ts'
import type { Actor, IssueFact, PullFact, Snapshot } from './snapshot.ts'

/** Each method returns the known result. `undefined`: not known yet, and noted. `null`: the lookup gave no answer. */
export class Queries {
  readonly #snapshot: Pick<Snapshot, 'config' | 'issue' | 'on' | 'results'>
  readonly #missing = new Map<string, Query>()

  constructor(snapshot: Pick<Snapshot, 'config' | 'issue' | 'on' | 'results'>) {
    this.#snapshot = snapshot
  }

  /** Returns the queries to look up, each once, in the order in which they were asked. */
  missing(): Query[] {
    return [...this.#missing.values()]
  }

  permission(actor: Actor): Permission | undefined {
    return this.#ask(this.#results.permissions[String(actor.id)], { kind: 'permission', actor })
  }

  /** Returns the account id of a login, which must be in lower case. */
  account(login: string): number | 'nobody' | null | undefined {
    return this.#ask(this.#results.accounts?.[login], { kind: 'account', login })
  }

  diff(base: string, head: string): DiffFact | undefined {
    return this.#ask(this.#results.diffs[diffKey(base, head)], { kind: 'diff', base, head })
  }

  /** Returns the changed files of a pull request whose commits are not in this repository. Its merge base is not known. */
  filesOf({ number, headSha }: Pick<PullFact, 'number' | 'headSha'>): DiffFact | undefined {
    const base = `#${number}`
    return this.#ask(this.#results.diffs[diffKey(base, headSha)], { kind: 'diff', base, head: headSha, pull: number })
  }

  /** Returns earlier texts of the configuration, newest first; none while they are not known. */
  configHistory(): string[] {
    return this.#ask(this.#snapshot.config.history ?? undefined, { kind: 'config-history' }) ?? []
  }

  /** @returns undefined also for a number that is not an issue */
  issue(number: number): IssueFact | undefined {
    if (this.#results.noIssue.includes(number)) return undefined
    return this.#ask(this.#snapshot.issue(number), { kind: 'issue', number })
  }

  conflict(one: string, other: string): string[] | null | undefined {
    return this.#ask(this.#results.conflicts[conflictKey(one, other)], { kind: 'conflict', one, other })
  }

  exports(head: string, scope: string[]): CodeReading | null | undefined {
    return this.#ask(this.#results.exports[exportsKey(head, scope)], { kind: 'exports', head, scope })
  }

  declarations(code: string): ExportedName[] | null | undefined {
    return this.#ask(this.#results.declarations[code], { kind: 'declarations', code })
  }

  setup(): SetupFact | null | undefined {
    return this.#ask(this.#results.setup, { kind: 'setup' })
  }

  rules(branch: string): RulesFact | null | undefined {
    return this.#ask(this.#snapshot.on(branch).results.rules, { kind: 'rules', branch })
  }

  queue(branch: string, pulls: number[]): QueueFact | null | undefined {
    return this.#ask(this.#snapshot.on(branch).results.queue, { kind: 'queue', branch, pulls })
  }

  stacks(chain: string): StackFact[] | null | undefined {
    return this.#ask(this.#results.stacks, { kind: 'stacks', chain })
  }

  required(head: string, checks: RequiredCheck[]): RequiredCheck[] | null | undefined {
    return this.#ask(this.#results.required?.[head], { kind: 'required', head, checks })
  }

  unsigned(head: string, pull: number): number | null | undefined {
    return this.#ask(this.#results.unsigned?.[head], { kind: 'unsigned', head, pull })
  }

  standing(head: string, pull: number): StandingFact | null | undefined {
    return this.#ask(this.#results.standing?.[head], { kind: 'standing', head, pull })
  }

  /** Asks for the closed pull requests and the activity of these branches. */
  branches(names: Iterable<string>): void {
    const { branches: known } = this.#results
    if (known === undefined) return
    const unknown = [...names].filter((name) => !known.includes(name)).sort()
    if (unknown.length > 0) this.#note({ kind: 'branches', names: unknown })
  }

  mergedTree(base: string, head: string, merge: string): boolean | null | undefined {
    const known = this.#results.mergedTrees?.[mergedKey(base, head, merge)]
    return this.#ask(known, { kind: 'merged-tree', base, head, merge })
  }

  contains(tip: string, commit: string): boolean | null | undefined {
    const known = this.#results.contains?.[containsKey(tip, commit)]
    if (known === undefined) this.#askOfTip(tip, commit)
    return known
  }

  reverts(tip: string, since: string): Revert[] | null | undefined {
    return this.#ask(this.#results.reverts?.[revertsKey(tip, since)], { kind: 'reverts', tip, since })
  }

  ahead(base: string, heads: string[]): Record<string, string[]> | null | undefined {
    return this.#ask(this.#results.ahead?.[aheadKey(base, heads)], { kind: 'ahead', base, heads })
  }

  baseMerge(branch: string, before: string, after: string): boolean | null | undefined {
    const known = this.#results.baseMerges?.[baseMergeKey(before, after)]
    return this.#ask(known, { kind: 'base-merge', branch, before, after })
  }

  get #results(): QueryResults {
    return this.#snapshot.results
  }

  #ask<T>(known: T | undefined, query: Query): T | undefined {
    if (known === undefined) this.#note(query)
    return known
  }

  #note(query: Query): void {
    const key = queryKey(query)
    if (!this.#missing.has(key)) this.#missing.set(key, query)
  }

  /** Combines the commits asked about one tip into one query. */
  #askOfTip(tip: string, commit: string): void {
    const key = `contains ${tip}`
    const asked = this.#missing.get(key)
    if (asked?.kind !== 'contains') this.#missing.set(key, { kind: 'contains', tip, commits: [commit] })
    else if (!asked.commits.includes(commit)) asked.commits.push(commit)
  }
}
