/** The contract check in words, and the notices of a broken promise. */

import type { Breach, ContractState, JudgedPromise, MockState } from '../checks/findings.ts'
import { fingerprint } from '../parse/packet/fingerprint.ts'
import { type MarkedComment, markedComment } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import { plural } from '../time.ts'
import { type CheckText, checkText } from './checks.ts'
import { code, fence, text, truncate } from './escape.ts'
import { bullets, list, short, some } from './words.ts'

export interface ContractFigures {
  /** The contract as written; null when there is none. */
  text: string | null
  contract: ContractState | null
  /** Promises of others that this packet broke. */
  breaches: { names: string[]; provider: string; relying: string }[]
}

export function contractText({ text: written, contract, breaches }: ContractFigures): CheckText {
  const judged = contract?.judged ?? []
  const of = (...verdicts: JudgedPromise['verdict'][]) => judged.filter(({ verdict }) => verdicts.includes(verdict))
  const [missing, differing, kept, unclear] = [of('missing'), of('differs'), of('kept'), of('unclear')]
  const named = judged.length > 0
  return checkText(
    titleOf(written, contract, breaches.length),
    missing.length > 0 &&
      `Promised, but not exported in the files that I read:\n\n${bullets(missing.map(missingLine))}`,
    missing.length > 0 && `I read ${where(contract)}.`,
    differing.length > 0 && `Exported differently than promised:\n\n${bullets(differing.map(differsLine))}`,
    breaches.length > 0 &&
      `Other packets rely on exports that this one removes:\n\n${bullets(
        breaches.map(
          (one) => `${codes(one.names)}, promised by ${code(one.provider)}, relied on by ${code(one.relying)}`,
        ),
      )}`,
    missing.length + differing.length + breaches.length > 0 &&
      'Export what is promised, or change the contract in the packet and notify those who rely on it.',
    contract?.mock ? mockLines(contract.mock) : null,
    kept.length > 0 && `Kept:\n\n${bullets(kept.map(keptLine))}`,
    unclear.length > 0 && `I could not check these:\n\n${bullets(unclear.map(unclearLine))}`,
    unread(contract),
    (contract?.prose.length ?? 0) > 0 &&
      `Text that I cannot check:\n\n${bullets((contract?.prose ?? []).map((line) => text(line, 200)))}`,
    written !== null && !named && fence(truncate(written, 20_000), 'text'),
    written === null && 'This packet states no contract, so there is nothing to compare.',
  )
}

function titleOf(written: string | null, contract: ContractState | null, breaches: number): string {
  const count = (...verdicts: JudgedPromise['verdict'][]) =>
    (contract?.judged ?? []).filter(({ verdict }) => verdicts.includes(verdict)).length
  const wrong = [
    [count('missing'), 'promised but not exported'],
    [count('differs'), 'exported differently than promised'],
    [breaches, 'removed that others rely on'],
  ] as const
  const parts = wrong.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`)
  if (parts.length > 0) return list(parts)
  const mockIsUsed =
    contract?.mock?.standsInFor.length === 0 && contract.mock.paths.some((one) => one.importedBy.length > 0)
  if (mockIsUsed) return 'The mock is still in use'
  if (written === null) return 'No interface contract'
  const kept = count('kept')
  if (kept === 0) return 'Nothing in this contract can be checked'
  const open = count('unclear')
  return `${plural(kept, 'promise')} kept${open > 0 ? `; ${open} could not be checked` : ''}`
}

const codes = (names: string[]): string =>
  some(
    names.map((name) => code(name, 100)),
    10,
  )

const missingLine = (one: JudgedPromise): string => code(one.promised, 200)

function differsLine({ promised, actual, path, why }: JudgedPromise): string {
  const found = actual === null ? (why ?? 'something else') : code(actual, 300)
  return `promised ${code(promised, 300)}; in ${code(path ?? '')} it is ${found.replace(/^it is /, '')}`
}

const keptLine = ({ promised, path }: JudgedPromise): string => `${code(promised, 200)} in ${code(path ?? '')}`
const unclearLine = ({ promised, why }: JudgedPromise): string => `${code(promised, 200)}: ${text(why ?? '', 200)}`

/** "12 files among `src/db/`, `src/lib/`". */
function where(contract: ContractState | null): string {
  const scope = contract?.looked.scope ?? []
  return `${plural(contract?.looked.files ?? 0, 'file')} among ${some(
    scope.map((path) => code(path)),
    10,
  )}, tests left out`
}

function unread(contract: ContractState | null): string | false {
  const { unread: files = [], left = 0 } = contract?.looked ?? {}
  const lines = files.map(({ path, why }) => `${code(path)}: ${text(why, 200)}`)
  if (left > 0) lines.push(`${plural(left, 'file')} beyond the limits (500 files, 1 MB each)`)
  return lines.length > 0 && `Not read:\n\n${bullets(lines)}`
}

function mockLines({ paths, standsInFor }: MockState): string {
  if (standsInFor.length > 0)
    return `The packet says that the mock must be replaced; it may stay until ${list(standsInFor.map((name) => code(name)))} is merged.`
  if (paths.length === 0)
    return 'Name the path of the mock in the packet: it says that the mock must be replaced, but I cannot check that without a path.'
  const lines = paths.map(({ path, importedBy }) =>
    importedBy.length === 0
      ? `${code(path)} is no longer imported`
      : `${code(path)} is still imported by ${some(
          importedBy.map((file) => code(file)),
          5,
        )}`,
  )
  return `The mock that the packet says must be replaced:\n\n${bullets(lines)}`
}

export interface BreachWords {
  provider: { issue: number; name: string }
  relying: { issue: number; name: string }
  /** The packet that changed it; null where the change is on the base branch. */
  by: { issue: number; name: string } | null
  names: string[]
  commit: string
  baseBranch: string
}

/** Notifies, once per set of names, the packet that relies on them or the one that removed (or promised) them. */
export function breachNotice(breach: BreachWords, to: 'relying' | 'breaking'): MarkedComment {
  const { provider, relying, by, names } = breach
  const here = to === 'relying' ? relying : (by ?? provider)
  const whose = (packet: { issue: number; name: string }) =>
    packet.issue === here.issue ? 'this packet' : code(packet.name)
  const location = by === null ? code(breach.baseBranch) : `the branch of ${whose(by)}`
  const id = fingerprint('', names.join('\n')).slice(0, 8)
  const again = 'change the text of the contract'
  return markedComment(
    MARKER.contract.of(provider.issue, relying.issue, by?.issue ?? 'base', id),
    `**Contract:** ${location} at ${code(short(breach.commit))} no longer exports ${codes(names)}, which ${whose(provider)} promised and ${whose(relying)} relies on.`,
    to === 'relying'
      ? `Do not build on it until it is back, or agree on something else and ${again}. #${(by ?? provider).issue} is notified too.`
      : `Export it again, or agree on something else with #${relying.issue} and ${again}.`,
  )
}

/** One line for the dashboard. */
export function breachLine({ provider, relying, names }: Breach, nameOf: (issue: number) => string): string {
  return `⚠️ ${codes(names)}, promised by ${code(nameOf(provider))}, is gone; ${code(nameOf(relying))} relies on it`
}
