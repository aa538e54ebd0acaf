/** Which tests a trial runs: those whose paths have a changed file (`tests` in the configuration). */
import type { Config } from '../parse/config/schema.ts'
import { matcher } from '../parse/packet/paths.ts'
import type { FileChange } from '../snapshot/queries.ts'

export interface TestCommand {
  name: 'setup' | 'test' | 'lint'
  command: string
  /** The entry of `tests` that it belongs to; missing: it stands at the top of the configuration. */
  entry?: string
}

export interface SelectedTests {
  commands: TestCommand[]
  /** Names of the entries that are not run, because no changed file is in their paths. */
  left: string[]
  /** A changed file that no entry names; null: there is none, or there are no entries. */
  uncovered: string | null
}

type Commands = Pick<Config, 'setup' | 'test' | 'lint' | 'tests'>
type Entry = Config['tests'][number]

export const entryName = ({ name, paths }: Entry): string => name ?? paths[0] ?? ''

/** Returns the paths that a change touches, with the old path of a renamed file. */
export const pathsOf = (files: Pick<FileChange, 'path' | 'from'>[]): string[] =>
  files.flatMap(({ path, from }) => (from === null ? [path] : [path, from]))

/**
 * Returns the commands for a change. `setup` at the top runs first, then the entries that the change touches. A file that
 * no entry names needs `test` and `lint` at the top, and without those every entry.
 */
export function selectTests(config: Commands, changed: string[]): SelectedTests {
  const { tests } = config
  const top = (['test', 'lint'] as const).flatMap((name) => commandOf(config, name))
  const setup = commandOf(config, 'setup')
  if (tests.length === 0) return { commands: [...setup, ...top], left: [], uncovered: null }
  const { touched, uncovered } = touchedBy(tests, changed)
  const isAll = uncovered !== null && top.length === 0
  const run = isAll ? tests : tests.filter((entry) => touched.has(entry))
  return {
    commands: [...setup, ...run.flatMap(commandsOf), ...(uncovered === null ? [] : top)],
    left: tests.filter((entry) => !run.includes(entry)).map(entryName),
    uncovered,
  }
}

/**
 * Returns whether tests of one change say the same after another one: entries name every file of both, and no entry is
 * touched by both.
 */
export function areApart(tests: Config['tests'], one: string[], other: string[]): boolean {
  if (tests.length === 0) return false
  const [mine, theirs] = [touchedBy(tests, one), touchedBy(tests, other)]
  return (
    mine.uncovered === null &&
    theirs.uncovered === null &&
    ![...mine.touched].some((entry) => theirs.touched.has(entry))
  )
}

function touchedBy(tests: Config['tests'], changed: string[]): { touched: Set<Entry>; uncovered: string | null } {
  const matchers = tests.map((entry) => ({ entry, matches: entry.paths.map((path) => matcher(path)) }))
  const touched = new Set<Entry>()
  let uncovered: string | null = null
  for (const file of changed) {
    const found = matchers.filter(({ matches }) => matches.some((covers) => covers(file)))
    for (const { entry } of found) touched.add(entry)
    if (found.length === 0) uncovered ??= file
  }
  return { touched, uncovered }
}

function commandOf(from: Partial<Commands>, name: TestCommand['name']): TestCommand[] {
  const command = from[name]
  return command === undefined ? [] : [{ name, command }]
}

const commandsOf = (entry: Entry): TestCommand[] =>
  (['setup', 'test', 'lint'] as const).flatMap((name) =>
    entry[name] === undefined ? [] : [{ name, command: entry[name], entry: entryName(entry) }],
  )
