/** What the doctor finds out about a server and a repository. */

export type Verdict = 'holds' | 'does not' | 'cannot be told'

export interface Finding {
  verdict: Verdict
  /** What was seen, in one sentence. */
  found: string
  /** Of what does not hold: what the bot does instead. null: the bot cannot work on this repository. */
  instead?: string | null
  /** What a person can change. */
  change?: string
}

/** A finding with the question that it answers. */
export interface Answer extends Finding {
  probe: string
  title: string
}

export const holds = (found: string): Finding => ({ verdict: 'holds', found })

export const doesNot = (found: string, remedy: { instead: string | null; change: string }): Finding => ({
  verdict: 'does not',
  found,
  ...remedy,
})

export const cannotTell = (found: string, change?: string): Finding => ({
  verdict: 'cannot be told',
  found,
  ...(change !== undefined && { change }),
})
