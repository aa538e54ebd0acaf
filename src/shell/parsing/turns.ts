import { setImmediate as nextTurn } from 'node:timers/promises'

/**
 * Runs short pieces of work on this thread so that many of them, asked for at once, do not hold up the event loop:
 * after `budgetMs` of work the others wait for the loop's next turn. A single piece is not interrupted.
 */
export function createTurns(budgetMs: number): <Result>(work: () => Result) => Promise<Result> {
  let spent = 0
  let pause: Promise<void> | null = null

  const afterPause = () =>
    nextTurn().then(() => {
      spent = 0
      pause = null
    })

  return async (work) => {
    while (spent >= budgetMs) {
      pause ??= afterPause()
      await pause
    }
    const started = performance.now()
    try {
      return work()
    } finally {
      spent += performance.now() - started
      // Whoever comes in a later turn starts anew.
      pause ??= afterPause()
    }
  }
}
