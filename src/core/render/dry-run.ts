/** What the bot would do, said while `dry-run: true` keeps it from doing it. */

import type { Action } from '../actions.ts'
import type { Situation } from '../explain/situation.ts'
import { type MarkedComment, markedComment } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import type { State } from '../state.ts'
import { words } from './actions.ts'
import { code, link, prose } from './escape.ts'
import { explain, markdown } from './explain.ts'
import { lackWords } from './refused.ts'
import { statusWords } from './status.ts'
import { bullets, list } from './words.ts'

export interface DryRunWords {
  /** What it would do here, in order. */
  actions: Action[]
  /** For the repository as a whole. */
  besides: Action[]
  /** Of a packet, once all that was done. */
  situation: Situation | null
  state: Pick<State, 'configProblems' | 'lacking'>
}

export function dryRun({ actions, besides, situation, state }: DryRunWords): MarkedComment {
  const here = lines(actions)
  const rest = lines(besides)
  return markedComment(
    MARKER.dryRun,
    '`dry-run: true` is set in `.github/switchyard.yml`, so I only say what I would do now, one after the other:',
    bullets(here.length > 0 ? here : ['nothing here'], 40),
    rest.length > 0 && `Besides, for the repository:\n\n${bullets(rest, 20)}`,
    situation && afterwards(situation, actions),
    problems(state),
    'I keep this comment up to date.',
  )
}

function afterwards(situation: Situation, actions: Action[]): string {
  const { because, next } = explain(situation, markdown)
  const where = situation.status === null ? 'not read' : statusWords(situation.status)
  const tests = actions.some(({ kind }) => kind === 'trial')
  const then = tests
    ? ' What follows depends on how the trial merge goes.'
    : next.length > 0
      ? ` To go on: ${next.join(' ')}`
      : ''
  return `Then it would be ${where}: ${because.join(' ')}${then}`
}

/** The dashboard, where these are shown otherwise, is not written. */
function problems({ configProblems, lacking }: DryRunWords['state']): string | false {
  const all = [
    ...configProblems.map(
      (line) => `The configuration is broken, and the last good one is in force: ${prose(line, 300)}`,
    ),
    ...(lacking
      ? [`The App ${lackWords(lacking.rights)}: ${link('an owner accepts that on GitHub', lacking.url)}`]
      : []),
  ]
  return all.length > 0 && bullets(all)
}

export const dryRunOver = (): MarkedComment =>
  markedComment(MARKER.dryRun, 'The dry run is over. What I do from here on is real.')

/** One for each action; labels are put together, and what would be changed once more later is left out. */
function lines(actions: Action[]): string[] {
  const made = actions.flatMap((action) => (action.kind === 'create-label' ? [code(action.name)] : []))
  const others = netLabels(actions.filter(({ kind }) => kind !== 'create-label'))
    .filter(isSeen)
    .map(words)
  return [...new Set(made.length === 0 ? others : [`make the labels ${list(made)}`, ...others])]
}

/** An edit of what is only just to be written. */
const isSeen = (action: Action): boolean =>
  !('comment' in action && action.comment < 0) && !(action.kind === 'edit-issue-body' && action.issue < 0)

type SetLabels = Extract<Action, { kind: 'set-labels' }>

/** All changes of one issue's labels as one, where the first of them stands. */
function netLabels(actions: Action[]): Action[] {
  const changes = actions.filter((action): action is SetLabels => action.kind === 'set-labels')
  const left = new Map([...Map.groupBy(changes, ({ issue }) => issue)].map(([issue, all]) => [issue, net(issue, all)]))
  return actions.flatMap((action): Action[] => {
    if (action.kind !== 'set-labels') return [action]
    const whole = left.get(action.issue)
    left.delete(action.issue)
    return whole && whole.add.length + whole.remove.length > 0 ? [whole] : []
  })
}

/** A label put on and taken off again was never there. */
function net(issue: number, changes: SetLabels[]): SetLabels {
  const [on, off] = [new Set<string>(), new Set<string>()]
  for (const { add, remove } of changes) {
    for (const name of remove) if (!on.delete(name)) off.add(name)
    for (const name of add) if (!off.delete(name)) on.add(name)
  }
  return { kind: 'set-labels', issue, add: [...on], remove: [...off] }
}
