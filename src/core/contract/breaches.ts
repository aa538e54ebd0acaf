/** Compares promises with what files export. When the code does not say enough, the result is unclear, never broken. */
import type { JudgedPromise } from '../checks/findings.ts'
import { exportsIn, type Found, resolved, unreadStar, withoutEnding } from './follow.ts'
import type { CodeReading, ExportedName, ExportKind, FileExports, Param, PromisedExport, Promises } from './reading.ts'

/** A promise, and what its own TypeScript declares; null for a name alone. */
export interface Wanted {
  name: string
  kind: ExportKind | null
  /** As written, without the name. */
  signature: string | null
  declared: ExportedName | null
}

/** Returns everything that a contract promises by name. @param declarations returns what a piece of code declares */
export function assumptionsOf(promises: Promises, declarations: (code: string) => ExportedName[] | null): Wanted[] {
  const named = promises.exports.map((one) => wantedName(one, one.code === null ? null : declarations(one.code)))
  const blocks = promises.blocks.flatMap((code) => declarations(code) ?? [])
  const declared = blocks.map((one) => ({ name: one.name, kind: one.kind, signature: one.signature, declared: one }))
  return [...named.filter((one) => !declared.some(({ name }) => name === one.name)), ...declared]
}

const wantedName = (one: PromisedExport, names: ExportedName[] | null): Wanted => ({
  name: one.name,
  kind: one.kind,
  signature: one.signature,
  declared: names?.find(({ name }) => name === one.name) ?? null,
})

export function findBreaches(wanted: Wanted[], code: CodeReading): JudgedPromise[] {
  const all = exportsIn(code)
  const owners = new Set(all.map(({ one }) => one.name))
  return wanted
    .filter(
      ({ name }) =>
        !name.includes('.') || owners.has(ownerOf(name)) || !wanted.some((other) => other.name === ownerOf(name)),
    )
    .map((one) =>
      judgeOne(
        one,
        all.filter((found) => found.one.name === one.name),
        all,
        code,
      ),
    )
}

const ownerOf = (name: string): string => name.split('.')[0] ?? name

/** Compares a promise with every export of its name (overloads, two files) and returns the best match. */
function judgeOne(wanted: Wanted, found: Found[], all: Found[], code: CodeReading): JudgedPromise {
  const promised = `${wanted.name}${wanted.signature ?? ''}`
  const none = { name: wanted.name, promised, actual: null, path: null, why: null }
  if (found.length === 0) return { ...none, ...absent(wanted.name, all, code) }
  const order: JudgedPromise['verdict'][] = ['kept', 'unclear', 'differs', 'missing']
  const verdicts = found.map(({ path, one }) => ({
    ...none,
    path,
    actual: one.signature === null ? null : `${one.name}${signatureAfterName(one.signature)}`,
    ...compare(wanted, one, path),
  }))
  return (
    verdicts.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))[0] ?? { ...none, verdict: 'missing' }
  )
}

/** A call follows the name directly, a type follows a colon. */
const signatureAfterName = (signature: string): string => (signature.startsWith('(') ? signature : `: ${signature}`)

function absent(name: string, all: Found[], code: CodeReading): Pick<JudgedPromise, 'verdict' | 'why'> {
  const unread = code.files.find(({ error }) => error !== null)
  const owner = name.includes('.') ? all.find(({ one }) => one.name === ownerOf(name))?.one : undefined
  if (owner?.open) return { verdict: 'unclear', why: `${owner.name} may get it from another file` }
  if (unread) return { verdict: 'unclear', why: `${unread.path} could not be read` }
  const star = unreadStar(code)
  if (star) return { verdict: 'unclear', why: `${star.path} re-exports all of ${star.module}, which was not read` }
  if (code.left > 0) return { verdict: 'unclear', why: 'not every file was read' }
  return { verdict: 'missing', why: null }
}

type Verdict = Pick<JudgedPromise, 'verdict' | 'why'>
const kept: Verdict = { verdict: 'kept', why: null }
const differs: Verdict = { verdict: 'differs', why: null }
const unclear = (why: string): Verdict => ({ verdict: 'unclear', why })

/** Kinds of exports that cannot be used as the promised kind. */
const UNLIKE: Partial<Record<ExportKind, ExportKind[]>> = {
  class: ['interface', 'type'],
  function: ['interface', 'type', 'enum'],
}

const isTypeScript = (path: string): boolean => /\.(?:[cm]?ts|tsx)$/.test(path)

function compare(wanted: Wanted, found: ExportedName, path: string): Verdict {
  if (wanted.kind !== null && UNLIKE[wanted.kind]?.includes(found.kind))
    return { ...differs, why: `it is a ${found.kind}` }
  const { declared } = wanted
  if (declared === null) return wanted.signature === null ? kept : unclear('the promised signature cannot be read')
  if (!isTypeScript(path)) return declared.params === null ? kept : compareCounts(declared.params, found.params)
  if (declared.params !== null) return compareCalls(declared, declared.params, found)
  return declared.type === null ? kept : compareTypes(declared.type, found.type, 'its type')
}

function compareCalls(wanted: ExportedName, params: Param[], found: ExportedName): Verdict {
  if (found.params === null) return unclear('its parameters are not visible in the code')
  const verdicts = params.map((one, index) => compareParam(one, paramAt(found.params ?? [], index), index))
  const more = found.params.slice(params.length).some((one) => !one.optional && !one.rest)
  if (more) return differs
  return worst([...verdicts, wanted.type === null ? kept : compareTypes(wanted.type, found.type, 'what it returns')])
}

/** JavaScript has no types, so only the number of accepted and required parameters is compared. */
function compareCounts(wanted: Param[], found: Param[] | null): Verdict {
  if (found === null) return kept
  const needed = (params: Param[]) => params.filter(({ optional, rest }) => !optional && !rest).length
  const open = (params: Param[]) => params.some(({ rest }) => rest)
  if (needed(found) > wanted.length && !open(wanted)) return { ...differs, why: `it needs ${needed(found)} parameters` }
  if (needed(wanted) > found.length && !open(found)) return { ...differs, why: `it takes ${found.length} parameters` }
  return kept
}

const paramAt = (params: Param[], index: number): Param | undefined =>
  params[index] ?? (params.at(-1)?.rest ? params.at(-1) : undefined)

function compareParam(wanted: Param, found: Param | undefined, index: number): Verdict {
  if (found === undefined) return differs
  if (wanted.optional && !found.optional && !found.rest) return differs
  if (wanted.type === null || wanted.rest !== found.rest) return kept
  return compareTypes(wanted.type, found.type, `its parameter ${index + 1}`)
}

/** Compares types as texts. An alias of the same type counts as different. */
function compareTypes(wanted: string, found: string | null, what: string): Verdict {
  if (found === null) return unclear(`${what} is not declared in the code`)
  return wanted === found ? kept : differs
}

const worst = (verdicts: Verdict[]): Verdict =>
  verdicts.find(({ verdict }) => verdict === 'differs') ?? verdicts.find(({ verdict }) => verdict === 'unclear') ?? kept

/** Returns the names that the code does not export. A name is left out when not all of the code was read. */
export function missingIn(names: string[], code: CodeReading): string[] {
  const wanted = names.map((name) => ({ name, kind: null, signature: null, declared: null }))
  return findBreaches(wanted, code)
    .filter(({ verdict }) => verdict === 'missing')
    .map(({ name }) => name)
}

/** Returns the files that still import the module at `mock`. Paths are relative to the root of the repository. */
export function importersOf(mock: string, files: FileExports[]): string[] {
  const target = withoutEnding(mock)
  return files
    .filter(({ path, imports }) => path !== mock && imports.some((name) => resolved(path, name) === target))
    .map(({ path }) => path)
}
