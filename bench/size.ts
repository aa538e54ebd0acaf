/**
 * Counts what a large repository costs of GitHub's API: from the start until the bot is at rest, and one event. It takes
 * some minutes. `node bench/size.ts [ISSUES PACKETS THREADS COMMENTS EDITS]`: plain issues, packets, how many of these
 * have a long thread, its comments, edits of each.
 */
import { createHarness, type Harness } from '../test/harness/harness.ts'
import { fill, used } from '../test/harness/large.ts'

const MINUTE = 60_000
const MOST_MINUTES = 50
/** The hourly look at installations asks a few things even at rest. */
const AT_REST = 10
const [issues = 1700, packets = 300, threads = 3, comments = 500, edits = 3] = process.argv.slice(2).map(Number)

/** Returns after how many minutes the bot asks nearly nothing any more. */
async function untilRest(harness: Harness): Promise<number> {
  for (let minutes = 1, calm = 0; minutes <= MOST_MINUTES; minutes++) {
    const before = harness.proxy.calls().length
    await harness.pass(MINUTE)
    calm = harness.proxy.calls().length - before < AT_REST ? calm + 1 : 0
    if (calm === 3) return minutes - 3
  }
  return MOST_MINUTES
}

const harness = await createHarness({ asleep: true })
try {
  const numbers = fill(harness, { issues, packets, threads, comments, edits })
  console.log(
    `${issues} issues, ${packets} packets, ${threads} threads of ${comments} comments with ${edits} edits each`,
  )
  let minutes = 0
  const begun = await used(harness, async () => {
    await harness.start()
    const reading = harness.proxy.calls().filter(({ route }) => /^GRAPHQL (whole|numbers|page)/.test(route)).length
    console.log(`queries of the first reading: ${reading}`)
  })
  console.log('the first reading, and what is written at once:', begun)
  const further = await used(harness, async () => {
    minutes = await untilRest(harness)
  })
  console.log(`from there to rest, ${minutes} minutes:`, further)
  await harness.pass(60 * MINUTE)
  for (const at of [0, threads]) {
    const event = await used(harness, async () => {
      await harness.people.comment('agent', numbers[at] ?? 0, '/status running 40% half of it')
      await harness.settle()
    })
    console.log(`one report in a ${at < threads ? 'long' : 'short'} thread:`, event)
  }
} finally {
  await harness.dispose()
}
