import { setImmediate as nextTurn } from 'node:timers/promises'

/**
 * Returns a function that runs short pieces of work without blocking the event loop: after `budgetMs` of work, further
 * pieces wait for the loop's next turn. A single piece is not interrupted.
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
      // The budget is renewed in the next turn.
      pause ??= afterPause()
    }
  }
}
