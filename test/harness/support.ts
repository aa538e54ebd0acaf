import { onTestFinished } from 'vitest'
import { createHarness, type Harness, type HarnessOptions } from './harness.ts'
import { packet } from './scenario.ts'

/** A harness that is freed when the test ends, whether `end` was reached or not. */
export async function testHarness(options: HarnessOptions = {}): Promise<Harness> {
  const harness = await createHarness(options)
  onTestFinished(() => harness.dispose())
  return harness
}

/** Files a packet with the scope `src/NAME/` as the maintainer, lets the bot begin it and reads what it says of it. */
export async function startPacket(harness: Harness, name: string, more = ''): Promise<number> {
  const issue = await harness.people.file('maintainer', `Work Packet: ${name}`, packet(name, `src/${name}/`, more))
  await harness.settle()
  harness.heard.on(issue)
  return issue
}

/** The same, with one file that its agent pushed, its criteria ticked, and reported done: the trial begins. */
export async function finishPacket(harness: Harness, name: string, text = 'export const a = 1\n'): Promise<number> {
  const issue = await startPacket(harness, name)
  await harness.people.push('agent', `feature/${name}`, { [`src/${name}/a.js`]: text })
  await harness.people.tick('agent', issue)
  await harness.people.comment('agent', issue, '/status done')
  await harness.settle()
  return issue
}

/** What stands under "Needs you" on the dashboard. */
export function needs(harness: Harness): string {
  const body = harness.see.dashboard()?.body ?? ''
  return body.split(/^#+ .*Needs you.*$/m)[1]?.split(/^#+ /m)[0] ?? ''
}
