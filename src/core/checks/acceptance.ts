import type { Criterion } from '../parse/packet/reading.ts'
import { type CheckText, checkText } from '../render/checks.ts'
import { text } from '../render/escape.ts'
import { bullets } from '../render/words.ts'
import { plural } from '../time.ts'
import type { Found, ReadingCheck } from './define.ts'

interface AcceptanceFound extends Found {
  criteria: Criterion[]
  /** The packet's, where they are ticked. */
  issue: number
}

export const acceptance: ReadingCheck<'acceptance', AcceptanceFound> = {
  name: 'acceptance',
  fails: 'while a criterion is not ticked',
  runs: 'when-done',
  evaluate({
    packet: {
      text: { packet },
      issue,
    },
  }) {
    const open = packet.acceptance.some((criterion) => !criterion.checked)
    return { conclusion: open ? 'failure' : 'success', criteria: packet.acceptance, issue }
  },
  render: ({ criteria, issue }) => acceptanceText(criteria, issue),
}

/** Every criterion has to be ticked in the packet's issue. */
function acceptanceText(criteria: Criterion[], issue: number): CheckText {
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
