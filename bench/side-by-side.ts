/** Times contenders in turn (A B C, A B C, …) in one run, so that ratios stay correct when the machine's speed changes. */
export interface Contender {
  name: string
  run(): unknown
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

async function timed(contender: Contender): Promise<number> {
  const began = performance.now()
  await contender.run()
  return performance.now() - began
}

/** Prints a line per contender: the median in ms, and its ratio to the first. */
export async function sideBySide(title: string, contenders: Contender[], rounds = 9): Promise<void> {
  const times = new Map(contenders.map((contender) => [contender, [] as number[]]))
  for (const contender of contenders) await contender.run()
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of contenders) times.get(contender)?.push(await timed(contender))
  }
  const first = median(times.get(contenders[0] as Contender) ?? [])
  console.log(`\n${title}`)
  for (const [contender, each] of times) {
    const middle = median(each)
    console.log(`  ${contender.name.padEnd(44)} ${middle.toFixed(2).padStart(9)} ms   ×${(middle / first).toFixed(2)}`)
  }
}
