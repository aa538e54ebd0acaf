/** A stage of the walkthrough, and the player of all stages. */
import type { Typed } from './machine.ts'
import type { Scene } from './scene.ts'

export interface Stage {
  /** What people and agents do, shown on the terminal. */
  happens: string
  /** Plays the stage and waits for its result. Returns what the bot did. Throws when the result is not as expected. */
  play(scene: Scene): Promise<string>
}

/**
 * Plays the stages in order. Prints a line for each and the typed commands below it. Stages build on each other, so the
 * first failure ends the walkthrough.
 *
 * @returns whether all stages succeeded
 */
export async function playStages(stages: Stage[], scene: Scene, print: (line: string) => void): Promise<boolean> {
  for (const { happens, play } of stages) {
    const began = performance.now()
    const line = (sign: string, then: string) => {
      const seconds = ((performance.now() - began) / 1000).toFixed(1)
      print(`${new Date().toTimeString().slice(0, 8)}  ${sign} ${happens} → ${then} (${seconds} s)`)
    }
    try {
      line('✓', await play(scene))
      for (const typed of scene.typed()) print(typedLine(typed))
    } catch (error) {
      line('✗', `failed: ${error instanceof Error ? error.message : String(error)}`)
      return false
    }
  }
  return true
}

const maxWidth = 110

/** Formats a command as on a terminal: the worktree and the command. */
function typedLine({ at, line }: Typed): string {
  const full = `             ${at ?? 'app'} $ ${line}`
  return full.length > maxWidth ? `${full.slice(0, maxWidth - 1)}…` : full
}
