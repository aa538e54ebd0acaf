/** A stage of the walkthrough, and how all of them are played. */
import type { Typed } from './machine.ts'
import type { Scene } from './scene.ts'

export interface Stage {
  /** What people and agents do, for the terminal. */
  happens: string
  /** Plays it, waits until it has ended as it should, and gives what the bot did. Throws when it did not. */
  play(scene: Scene): Promise<string>
}

/**
 * Plays the stages in order, with a line for each, and below it what was typed. They build on each other, so the first that does not end as it
 * should is the last one played.
 * @returns whether all of them ended as they should
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
      line('✗', `did not end as it should: ${error instanceof Error ? error.message : String(error)}`)
      return false
    }
  }
  return true
}

const widest = 110

/** As on a terminal: who stands where, and the command. */
function typedLine({ at, line }: Typed): string {
  const full = `             ${at ?? 'app'} $ ${line}`
  return full.length > widest ? `${full.slice(0, widest - 1)}…` : full
}
