/** What is wanted for packets that are set aside: that people see it. */
import type { Action } from '../actions.ts'
import { attempt } from '../apart.ts'
import type { Facts } from '../facts.ts'
import type { Draft } from '../fold/draft.ts'
import type { Folded } from '../fold/fold.ts'
import { backAgain, SET_ASIDE, setAsideNotice } from '../say/comments.ts'
import { toldIn } from '../told.ts'
import { wantPacketLabels } from './labels.ts'
import { kept } from './speak.ts'

export function wantSetAside(folded: Folded, facts: Facts): Action[] {
  return folded.setAside
    .filter(({ issue }) => issue.state === 'open')
    .flatMap(({ issue, state }) => {
      // Without knowing what was said here, nothing is: it might be said again and again.
      const told = attempt(() => toldIn(issue.comments, facts.app, issue.appCommentDeletedAt), null)
      const notice = told ? kept(issue.number, told, setAsideNotice(state)) : []
      return [...attempt(() => wantPacketLabels(state, issue.labels), []), ...notice]
    })
}

export const wantBackAgain = (draft: Draft): Action[] =>
  draft.told.has(SET_ASIDE) ? kept(draft.issue.number, draft.told, backAgain()) : []
