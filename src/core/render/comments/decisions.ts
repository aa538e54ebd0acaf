/** Questions, blocks and answers. A question and a block mention the session's opener once; nothing else mentions. */

import { decidedRecord, textRecord } from '../../records/kinds.ts'
import { type MarkedComment, markedComment } from '../../records/markers.ts'
import { MARKER } from '../../records/names.ts'
import type { DecisionState, ReportState } from '../../state/talk.ts'
import { code, quoteBlock, text } from '../escape.ts'
import { mention } from '../words.ts'

/** A 👍'd command that is recorded: its comment id, who gave it and its words. */
export interface Ruling {
  comment: number
  by: string
  text: string
}

function to(opener: string | null): string {
  const who = mention(opener)
  return who === '' ? '' : `${who}: `
}

/** A question somebody owes an answer to. `opener`: login to mention, null for nobody. */
export function questionAsked(decision: DecisionState, opener: string | null): MarkedComment {
  return markedComment(
    MARKER.question.of(decision.number),
    `${to(opener)}${text(decision.askedBy, 60)} asks (question ${decision.number}):`,
    quoteBlock(decision.question),
    `Answer here with ${code(`/decide ${decision.number} ANSWER`)}. The agent goes on meanwhile.`,
  )
}

/** An agent is blocked and needs input. `opener`: login to mention, null for nobody. */
export function blockedNotice(report: ReportState, opener: string | null): MarkedComment {
  const reason = report.reason ?? report.text
  return markedComment(
    MARKER.blocked.of(report.comment),
    `${to(opener)}${text(report.by.login, 60)} is blocked${reason === '' ? ' and gives no reason.' : ':'}`,
    reason !== '' && quoteBlock(reason),
    report.blocking !== null && `It holds up: ${text(report.blocking)}`,
    report.canContinue !== null && `Meanwhile: ${text(report.canContinue)}`,
    'Answer here with `/unblock YOUR DECISION`.',
  )
}

/** The answer to a question, put to the agent. */
export function decisionRecorded(decision: Pick<DecisionState, 'number' | 'question'>, ruling: Ruling): MarkedComment {
  return markedComment(
    MARKER.decided.of(ruling.comment),
    `**Decision ${decision.number}**, by ${text(ruling.by, 60)}:`,
    quoteBlock(ruling.text),
    `Question was: ${text(decision.question)}`,
    'Agent: go on with this.',
    decidedRecord.write({ number: decision.number, by: ruling.by, text: ruling.text }),
  )
}

/** A block ended, with the decision that ends it (which may be empty). */
export function unblocked(reason: string | null, ruling: Ruling): MarkedComment {
  const decided = ruling.text.trim() !== ''
  return markedComment(
    MARKER.unblocked.of(ruling.comment),
    decided
      ? `**Unblocked** by ${text(ruling.by, 60)}:`
      : `**Unblocked** by ${text(ruling.by, 60)}, without a word more.`,
    decided && quoteBlock(ruling.text),
    reason !== null && reason !== '' && `It was blocked on: ${text(reason)}`,
    'Agent: go on, and report with `/status running`.',
    textRecord.write({ by: ruling.by, text: ruling.text }),
  )
}
