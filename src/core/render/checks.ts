/** Title and summary of each check. Somebody reading only this knows what is wrong and what to do. */

import type { DriftFile } from '../checks/findings.ts'
import type { Criterion } from '../parse/packet/reading.ts'
import type { Stray } from '../plan/strays.ts'
import type { DependencyState, Obstacle } from '../state.ts'
import { plural } from '../time.ts'
import { dependencyLine } from './comments/briefing.ts'
import { code, cutAtLine, plain, prose, text, truncate } from './escape.ts'
import { fileName } from './file-name.ts'
import { obstacleWords } from './obstacles.ts'
import { bullets } from './words.ts'

/** `title` is one line, `summary` Markdown of at most 65,535 characters. */
export interface CheckText {
  title: string
  summary: string
}

const SUMMARY = 65_000

export function checkText(title: string, ...parts: (string | false | null)[]): CheckText {
  const summary = parts.filter((part) => typeof part === 'string' && part !== '').join('\n\n')
  return { title: truncate(title, 200), summary: cutAtLine(summary, SUMMARY) }
}

/** A check that cannot be green because of what is in the way. */
export function obstacleText(one: Obstacle, base: string): CheckText {
  const { what, fix } = obstacleWords(one, base)
  return checkText(plain(`The packet ${what}`, 200), `${prose(fix)} The packet ${prose(what)}.`)
}

export interface ScopeFigures {
  drift: DriftFile[]
  outside: DriftFile[]
  /** Boundaries that name no path. */
  prose: string[]
  /** How many files the head changes. */
  files: number
  /** `scope: strict`: a file outside "in scope" fails too. */
  strict: boolean
}

export function scopeText(scope: ScopeFigures): CheckText {
  const bad = scope.strict ? [...scope.drift, ...scope.outside] : scope.drift
  return checkText(
    scopeTitle(scope, bad.length),
    bad.length > 0 && `These files are out of bounds:\n\n${bullets(bad.map(driftLine), 200)}`,
    bad.length > 0 &&
      'Take them out of the branch, or ask for them with `/scope add PATH - REASON`. A writer answers `/scope allow`, `/scope deny` or `/redirect TEXT`.',
    !scope.strict &&
      scope.outside.length > 0 &&
      `Outside "in scope", but in nobody's way:\n\n${bullets(scope.outside.map(driftLine), 200)}`,
    scope.prose.length > 0 &&
      `These boundaries name no path, so I cannot check them:\n\n${bullets(
        scope.prose.map((line) => text(line, 200)),
        50,
      )}`,
    bad.length === 0 && `${plural(scope.files, 'changed file')} looked at.`,
  )
}

function scopeTitle(scope: ScopeFigures, bad: number): string {
  if (bad > 0) return `${plural(bad, 'file')} out of bounds`
  if (scope.outside.length > 0) return `Within bounds; ${plural(scope.outside.length, 'file')} outside "in scope"`
  return 'Every changed file is within bounds'
}

function driftLine(file: DriftFile): string {
  const path = fileName(file.path)
  if (file.why === 'out-of-scope') return `${path} is out of scope (${text(file.against, 200)})`
  if (file.why === 'other-packet') return `${path} is in the scope of ${code(file.against)}`
  return `${path} is not in scope`
}

/** The same for an annotation, which GitHub shows as plain text. */
export function driftWords(file: DriftFile): string {
  if (file.why === 'out-of-scope') return `Out of scope: ${plain(file.against, 200)}`
  if (file.why === 'other-packet') return `In the scope of another packet: ${plain(file.against, 100)}`
  return 'Not in scope of this packet'
}

/** Every criterion has to be ticked in the packet's issue. */
export function acceptanceText(criteria: Criterion[], issue: number): CheckText {
  const open = criteria.filter((c) => !c.checked)
  if (criteria.length === 0) return checkText('No acceptance criteria', `Add them to #${issue}.`)
  if (open.length === 0)
    return checkText(
      criteria.length === 1 ? 'The criterion is ticked' : `All ${criteria.length} criteria ticked`,
      'Nothing is open.',
    )
  return checkText(
    `${open.length} of ${plural(criteria.length, 'criterion', 'criteria')} not ticked`,
    `Tick in #${issue} what is met:\n\n${bullets(
      open.map((c) => text(c.text, 300)),
      100,
    )}`,
  )
}

export function dependenciesText(dependencies: DependencyState[]): CheckText {
  const missing = dependencies.filter((d) => d.kind === 'hard' && !isSettled(d))
  const open = dependencies.filter((d) => d.kind === 'soft' && d.state === 'open')
  return checkText(
    dependenciesTitle(dependencies, missing.length, open.length),
    dependencies.length === 0 ? 'This packet depends on nothing.' : bullets(dependencies.map(dependencyLine), 100),
    missing.length > 0 && 'A hard dependency has to be merged first. A writer can waive it with `/waive NAME`.',
    open.length > 0 &&
      'A soft dependency that is still open does not hold this packet up; it is reconciled when both are in.',
  )
}

function dependenciesTitle(all: DependencyState[], missing: number, open: number): string {
  if (missing > 0) return `${plural(missing, 'hard dependency', 'hard dependencies')} not delivered`
  if (open > 0) return `Hard dependencies delivered; ${open} soft still open`
  return all.length === 0 ? 'No dependencies' : 'All dependencies delivered'
}

const isSettled = (d: DependencyState): boolean => d.state === 'delivered' || d.state === 'waived'

/** A pull request that is no packet's: neutral, so that the checks can be required. */
export function notAPacket(): CheckText {
  return checkText('Not a packet', 'This pull request belongs to no work packet, so there is nothing to check.')
}

/** Results that came before the pull request was a packet's are void. */
export const notTestedYet = (): CheckText =>
  checkText(
    'Not looked at yet',
    'Report `/status done` on the packet: this check runs then. What stood here before does not count.',
  )

/** One commit, several pull requests: the strictest result, and what the others have. */
export function sharedText(of: string, first: CheckText, others: { of: string; text: CheckText }[]): CheckText {
  return checkText(
    `${first.title} (of ${of})`,
    `Several pull requests stand on this commit. The strictest result counts: that of ${of}.`,
    first.summary,
    ...others.map((other) => `Of ${other.of}: ${text(other.text.title, 200)}`),
  )
}

/** A pull request that has to do with a packet and is not its pull request. */
export function strayText(stray: Stray): CheckText {
  switch (stray.why) {
    case 'second':
      return checkText(
        `Not the pull request of ${plain(stray.packet, 60)}`,
        `Close this one, or close #${stray.counts}: ${code(stray.packet)} has one pull request, and #${stray.counts} counts.`,
      )
    case 'over':
      return checkText(
        `${plain(stray.packet, 60)} is over`,
        `File a new packet for this work and let this pull request close it: ${code(stray.packet)} is merged or given up already.`,
      )
    case 'closes':
      return checkText(
        `Would close ${plain(stray.packet, 60)}`,
        `Assign its author to #${stray.issue}, or take the closing word out: it would close ${code(stray.packet)}, and only its agent, its assignee or a writer may work on that.`,
      )
    case 'agent':
      return checkText(
        'An agent, and no packet',
        `Write "Closes #NUMBER" of the packet that this is for into the text: ${code(stray.login)} is listed as an agent, and what agents do is checked by its packet.`,
      )
    case 'scope':
      if (stray.may)
        return checkText(
          `Changes what ${plain(stray.packet, 60)} works on`,
          `${code(stray.path)} is in the scope of ${code(stray.packet)}. Its author has write access and may change it; expect a conflict.`,
        )
      return checkText(
        `Changes what ${plain(stray.packet, 60)} works on`,
        `Leave ${code(stray.path)} out, or wait until ${code(stray.packet)} is merged: it is in that packet's scope.`,
      )
  }
}
