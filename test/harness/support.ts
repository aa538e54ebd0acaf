import { onTestFinished } from 'vitest'
import { type Bed, type BedOptions, createBed } from './harness.ts'
import { packet } from './scenario.ts'

/** A bed that is freed when the test ends, whether `end` was reached or not. */
export async function testBed(options: BedOptions = {}): Promise<Bed> {
  const bed = await createBed(options)
  onTestFinished(() => bed.dispose())
  return bed
}

/** Files a packet with the scope `src/NAME/` as the maintainer, lets the bot begin it and reads what it says of it. */
export async function startPacket(bed: Bed, name: string, more = ''): Promise<number> {
  const issue = await bed.people.file('maintainer', `Work Packet: ${name}`, packet(name, `src/${name}/`, more))
  await bed.settle()
  bed.heard.on(issue)
  return issue
}

/** The same, with one file that its agent pushed, its criteria ticked, and reported done: the trial begins. */
export async function finishPacket(bed: Bed, name: string, text = 'export const a = 1\n'): Promise<number> {
  const issue = await startPacket(bed, name)
  await bed.people.push('agent', `feature/${name}`, { [`src/${name}/a.js`]: text })
  await bed.people.tick('agent', issue)
  await bed.people.comment('agent', issue, '/status done')
  await bed.settle()
  return issue
}

/** What stands under "Needs you" on the dashboard. */
export function needs(bed: Bed): string {
  const body = bed.see.dashboard()?.body ?? ''
  return body.split(/^#+ .*Needs you.*$/m)[1]?.split(/^#+ /m)[0] ?? ''
}
