/** What is wanted for packets that are set aside: that people see it. */
import type { Action } from '../actions.ts'
import type { Draft } from '../derive/analysis.ts'
import type { Folded } from '../derive/derive-state.ts'
import { attempt } from '../isolation.ts'
import { toldIn } from '../records/bot-comments.ts'
import { backAgain, SET_ASIDE, setAsideNotice } from '../render/comments.ts'
import type { Facts } from '../snapshot/snapshot.ts'
import { kept } from './ensure-comment.ts'
import { wantPacketLabels } from './labels.ts'

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
