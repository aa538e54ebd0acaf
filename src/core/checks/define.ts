/** How a check is declared. Its name, its state, the neutral result and the docs are made from these declarations. */
import type { CheckText } from '../render/checks.ts'
import type { TrialFact } from '../snapshot/queries.ts'
import type { CheckConclusion } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'
import type { Annotation } from './findings.ts'
import type { CheckName } from './names.ts'

/** What a check found, before it is put into words. */
export interface Found {
  conclusion: CheckConclusion
  annotations?: Annotation[]
}

/** The packet that is checked, among all others. */
export interface Subject {
  packet: PacketState
  state: State
}

/** The same with the trial merge onto the commit `base`. */
interface TrialSubject extends Subject {
  trial: TrialFact
  base: string
}

interface Declaration<Name extends string, Runs extends string, On extends Subject, Result extends Found> {
  /** Lower case; on GitHub `switchyard/NAME`. */
  name: Name
  /** When it fails, to follow "Fails"; for the docs. */
  fails: string
  runs: Runs
  evaluate(subject: On): Result
  /** Title and summary for people. */
  render(found: Result): CheckText
}

/**
 * `on-every-head`: for every push to a packet's pull request; `when-done`: while the packet is done. A name that is not
 * in the registry does not compile.
 */
export type ReadingCheck<Name extends CheckName, Result extends Found = Found> = Declaration<
  Name,
  'on-every-head' | 'when-done',
  Subject,
  Result
>

/** Decided by the trial merge of a packet that is done. */
export type TrialCheck<Name extends CheckName, Result extends Found = Found> = Declaration<
  Name,
  'by-trial-merge',
  TrialSubject,
  Result
>

/** Any check, whatever its name is. */
export type Check =
  | Declaration<string, 'on-every-head' | 'when-done', Subject, Found>
  | Declaration<string, 'by-trial-merge', TrialSubject, Found>

/** What a check comes to, before it is a check run. */
export interface CheckResult extends CheckText {
  name: CheckName
  conclusion: CheckConclusion
  annotations: Annotation[]
}

/** Evaluates one check and puts what it found into words. */
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
