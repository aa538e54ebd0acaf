/** Declaration of a check. Its name, its state, the neutral result and the docs are generated from these declarations. */
import type { CheckText } from '../render/checks.ts'
import type { TrialFact } from '../snapshot/queries.ts'
import type { CheckConclusion } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'
import type { Annotation } from './findings.ts'
import type { CHECKS } from './registry.ts'

export type CheckName = (typeof CHECKS)[number]['name']

/** What a check found, before it is rendered as text. */
export interface Found {
  conclusion: CheckConclusion
  annotations?: Annotation[]
}

/** The packet to check and the state of all packets. */
export interface Subject {
  packet: PacketState
  state: State
}

/** The same with the result of the trial merge onto the commit `base`. */
interface TrialSubject extends Subject {
  trial: TrialFact
  base: string
}

interface Declaration<Name extends string, Runs extends string, On extends Subject, Result extends Found> {
  /** Lower case; on GitHub `switchyard/NAME`. */
  name: Name
  /** When the check fails, to follow "Fails". For the docs. */
  fails: string
  runs: Runs
  evaluate(subject: On): Result
  /** Title and summary for people. */
  render(found: Result): CheckText
}

/**
 * A check that needs no trial merge. `on-every-head` runs for every push to a packet's pull request, `when-done` while
 * the packet is done. A name that is not in the registry does not compile.
 */
export type ReadingCheck<Name extends CheckName, Result extends Found = Found> = Declaration<
  Name,
  'on-every-head' | 'when-done',
  Subject,
  Result
>

/** A check decided by the trial merge of a packet that is done. */
export type TrialCheck<Name extends CheckName, Result extends Found = Found> = Declaration<
  Name,
  'by-trial-merge',
  TrialSubject,
  Result
>

/** A check with any name. */
export type Check =
  | Declaration<string, 'on-every-head' | 'when-done', Subject, Found>
  | Declaration<string, 'by-trial-merge', TrialSubject, Found>

/** The result of a check, before it becomes a check run. */
export interface CheckResult extends CheckText {
  name: CheckName
  conclusion: CheckConclusion
  annotations: Annotation[]
}

/** Evaluates one check and renders what it found. */
export function resultOf<On extends Subject, Result extends Found>(
  check: Declaration<CheckName, string, On, Result>,
  subject: On,
): CheckResult {
  const found = check.evaluate(subject)
  return {
    name: check.name,
    conclusion: found.conclusion,
    ...check.render(found),
    annotations: found.annotations ?? [],
  }
}
