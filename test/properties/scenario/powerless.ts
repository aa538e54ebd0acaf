/** The same story in which people without any right do none of what takes one. */
import type { Who } from '../../core/support/people.ts'
import { type Event, POWERLESS } from './events.ts'

/** Somebody who is assigned may report, and a role may change. */
function powerlessIn(events: readonly Event[]): Set<Who> {
  const favoured = new Set(events.flatMap((one) => (one.do === 'assign' || one.do === 'role' ? [one.who] : [])))
  return new Set(POWERLESS.filter((who) => !favoured.has(who)))
}

/**
 * Their commands become a greeting, their ticks on the dashboard and their reviews nothing at all; what they file waits for
 * a writer either way. A comment of the bot is not deleted here, since one more or less of them refuses somebody.
 *
 * @returns the story as it is, and as it is without them
 */
export function withoutPowerless(events: readonly Event[]): [Event[], Event[]] {
  const powerless = powerlessIn(events)
  const story = events.filter((one) => one.do !== 'unsay' || one.own)
  return [story, story.map((one) => ('who' in one && powerless.has(one.who as Who) ? harmless(one) : one))]
}

function harmless(event: Event): Event {
  if (event.do === 'say') return { ...event, body: 'Hello.' }
  return event.do === 'box' || event.do === 'review' ? { gap: event.gap, do: 'wait', minutes: 0 } : event
}
