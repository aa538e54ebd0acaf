/** The comment that lists what the bot would do without `dry-run: true`. */

import type { Action } from '../actions.ts'
import { type MarkedComment, markedComment } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import type { State } from '../state.ts'
import { words } from './actions.ts'
import { code, link, prose } from './escape.ts'
import { lackWords } from './refused.ts'
import { bullets, list } from './words.ts'

export interface DryRunWords {
  /** What it would do on this issue, in order. */
  actions: Action[]
  /** For the repository as a whole. */
  besides: Action[]
  state: Pick<State, 'configProblems' | 'lacking'>
}

export function dryRun({ actions, besides, state }: DryRunWords): MarkedComment {
  const here = lines(actions)
  const rest = lines(besides)
  return markedComment(
    MARKER.dryRun,
    '`dry-run: true` is set in `.github/switchyard.yml`, so I change nothing. I would now:',
    bullets(here.length > 0 ? here : ['do nothing here'], 40),
    rest.length > 0 && `For the repository as a whole:\n\n${bullets(rest, 20)}`,
    problems(state),
    'I keep this list up to date. It does not include what follows from these steps.',
  )
}

/** A dry run writes no dashboard, which shows these otherwise. */
function problems({ configProblems, lacking }: DryRunWords['state']): string | false {
  const all = [
    ...configProblems.map(
      (line) => `The configuration is invalid, and the last good one is in force: ${prose(line, 300)}`,
    ),
    ...(lacking
      ? [`The App ${lackWords(lacking.rights)}: ${link('an owner accepts them on GitHub', lacking.url)}`]
      : []),
  ]
  return all.length > 0 && bullets(all)
}

export const dryRunOver = (): MarkedComment => markedComment(MARKER.dryRun, 'The dry run is over: from now on I act.')

/** One line for each action; the labels to create are one line. */
function lines(actions: Action[]): string[] {
  const labels = actions.flatMap((action) => (action.kind === 'create-label' ? [code(action.name)] : []))
  const others = actions.filter(({ kind }) => kind !== 'create-label').map(words)
  return [...new Set(labels.length === 0 ? others : [`create the labels ${list(labels)}`, ...others])]
}
