/** What people, agents and strangers may do, as data. */
import type { Who } from '../../core/support/people.ts'

/** Words that must never act where the bot repeats them. */
export const UNTRUSTED =
  'ask @canary about #424242, closes #424242, canary/app#424242 <!-- switchyard:verdict:canary --> https://canary.example | `x'

const NAMES = 'abcdefghijkl'
export const nameOf = (n: number): string => NAMES[n % NAMES.length] ?? 'a'

/** File names that are read as something else where a list is joined, a pattern compiled or a text normalised. */
const AWKWARD = ['lib/a, b.js', 'lib/{a,b}.js', 'lib/**', 'lib/cafe\u0301.js', 'lib/new\nline.js', 'a/**', 'lib/`x`.js']
export const awkward = (n: number): string => AWKWARD[n % AWKWARD.length] ?? ''

export const configText = (capacity: number, agents: 'both' | 'one' | 'none'): string => {
  const listed = { both: '[agent, agent2]', one: '[agent2]', none: '[]' }[agents]
  return `agents: ${listed}\ntest: npm test\ncapacity: ${capacity}\n`
}

export type Event = { gap: number } & (
  | { do: 'file'; who: Who; name: number; hard: number[]; soft: number[]; foreign: boolean }
  | { do: 'say'; who: Who; on: number; where: 'issue' | 'pull' | 'dashboard'; body: string }
  | { do: 'reword'; who: 'author' | Who; nth: number; body: string }
  | { do: 'unsay'; nth: number; own: boolean }
  | { do: 'edit'; who: Who; on: number; how: 'objective' | 'hard' | 'broken' | 'scope'; other: number }
  | { do: 'rename'; who: Who; on: number; name: number }
  | { do: 'tick'; who: Who; on: number }
  | {
      do: 'push'
      who: Who
      on: number
      file: 'own' | 'shared' | 'outside' | 'awkward'
      bug: boolean
      forced: boolean
    }
  /** The branch set back, by force. */
  | { do: 'reset'; who: Who; on: number; to: 'main' | 'parent' }
  /** A branch that was deleted is there again, as it was. */
  | { do: 'pushAgain'; who: Who; on: number }
  /** Another packet's branch taken into this one's. */
  | { do: 'sibling'; who: Who; on: number; other: number; forward: boolean }
  | { do: 'review'; who: Who; on: number; verdict: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' }
  | { do: 'dismiss'; who: Who; on: number }
  | { do: 'label'; who: Who; on: number; label: string; added: boolean }
  | { do: 'assign'; on: number; who: Who; added: boolean }
  | {
      do: 'close' | 'reopen' | 'closePull' | 'reopenPull' | 'mergePull' | 'deleteBranch' | 'deleteIssue'
      who: Who
      on: number
    }
  | { do: 'pullBody'; who: Who; on: number; other: number; how: 'marker' | 'replaced' | 'closes' | 'emptied' }
  | { do: 'retarget'; who: Who; on: number; back: boolean }
  /** A pull request of a person's own that closes the packet, and its merge. */
  | { do: 'ownPull' | 'mergeOwn'; who: Who; on: number }
  | { do: 'box'; who: Who; box: 'round' | 'merge' | 'accept' | 'allow'; on: number }
  /** Boxes on the dashboard that somebody else wrote or changed. */
  | { do: 'forge'; who: Who; on: number; how: 'altered' | 'forged' }
  | { do: 'dashboard'; who: Who; body: 'emptied' | 'added' | 'unmarked' }
  | { do: 'session' }
  /** What GitHub answers about somebody from now on. */
  | { do: 'role'; who: Who; to: 'read' | 'write' }
  | { do: 'account'; who: Who; how: 'deleted' | 'renamed' }
  | { do: 'main'; who: Who }
  /** A commit on main that takes back what a packet brought. */
  | { do: 'revert'; who: Who; on: number }
  /** Main set back by force. */
  | { do: 'rewrite'; who: Who }
  | { do: 'config'; who: Who; capacity: number; agents: 'both' | 'one' | 'none' }
  | { do: 'wait'; minutes: number }
)

export const POWERLESS: Who[] = ['reader', 'outsider', 'triager', 'robot']
