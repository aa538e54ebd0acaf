/** All commands, in the order in which `/help` shows them. To add one, create its file and list it here. */
import { abandon } from './abandon.ts'
import { accept } from './accept.ts'
import { ask } from './ask.ts'
import { check } from './check.ts'
import { decide } from './decide.ts'
import type { Command } from './define.ts'
import { depends } from './depends.ts'
import { explain } from './explain.ts'
import { help } from './help.ts'
import { merge } from './merge.ts'
import { pause } from './pause.ts'
import { redirect } from './redirect.ts'
import { resume } from './resume.ts'
import { round } from './round.ts'
import { scope } from './scope.ts'
import { session } from './session.ts'
import { start } from './start.ts'
import { status } from './status.ts'
import { unblock } from './unblock.ts'
import { waive } from './waive.ts'

export const commands: readonly Command[] = [
  status,
  explain,
  unblock,
  ask,
  decide,
  start,
  pause,
  resume,
  redirect,
  scope,
  depends,
  accept,
  abandon,
  waive,
  check,
  merge,
  session,
  round,
  help,
]

export const commandNames: ReadonlySet<string> = new Set(commands.map(({ name }) => name))

export const commandNamed = (name: string): Command | null => commands.find((command) => command.name === name) ?? null

/** Returns the command that a mistyped name resembles; null when there is none. */
export function nearMiss(name: string): Command | null {
  if (name.length < 3 || name.length > 12) return null
  return commands.find((command) => distance(name, command.name) <= (command.name.length > 4 ? 2 : 1)) ?? null
}

/** Edit distance between two short words, where swapping two neighbouring letters counts as one edit. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i || j ? Math.max(i, j) : 0)),
  )
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const swap =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] && i > 1 && j > 1
          ? at(i - 2, j - 2) + 1
          : Number.POSITIVE_INFINITY
      const change = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const row = rows[i]
      if (row) row[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, change, swap)
    }
  }
  return at(a.length, b.length)
}
