/**
 * Lets at most `most` jobs run at the same time; the others wait in order. `enter` returns the function that leaves.
 */
export interface Gate {
  enter(): Promise<() => void>
}

export function createGate(most: number): Gate {
  let inside = 0
  const waiting: (() => void)[] = []
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else inside--
  }
  return {
    async enter() {
      if (inside < most) inside++
      else await new Promise<void>((resolve) => waiting.push(resolve))
      let left = false
      return () => {
        if (!left) leave()
        left = true
      }
    },
  }
}
