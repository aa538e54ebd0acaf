/** A repository as large as those of people who have worked for years: made in the emulator's world, without its API. */
import { usageOf } from '@switchyard/github-emulator'
import { createComment, createIssue, editComment, mintInstallationToken } from '@switchyard/github-emulator/testing'
import type { Harness } from './harness.ts'
import { packet } from './scenario.ts'

export interface LargeSize {
  /** Plain issues from before the App was installed. */
  issues: number
  packets: number
  /** How many of the packets have a long thread. */
  threads: number
  /** Comments of a long thread. */
  comments: number
  /** Edits of each comment of a long thread. */
  edits: number
  /** Every so many comments of a long thread one is a report of the agent; none when left out. */
  reportEvery?: number
}

export interface Used {
  requests: number
  writes: number
  /** GraphQL points by GitHub's formula. */
  points: number
  /** Requests that GitHub refused by a rate limit. */
  refused: number
}

const MINUTE = 60_000

/** Fills the repository of a harness whose bot is not started yet. Returns the packets' numbers; long threads come first. */
export function fill({ forge, repo, clock, outbox }: Harness, size: LargeSize): number[] {
  const user = (name: string) => forge.world.users.find(({ login }) => login === name)
  const [actor, agent] = [user('maintainer'), user('agent')]
  const [installation] = forge.world.installations
  if (!actor || !agent || !installation) throw new Error('the sandbox is empty')
  const by = { forge, actor, repo }
  for (let n = 0; n < size.issues; n++) createIssue(by, { title: `Something ${n}`, body: 'It does not work.' })
  clock.move(MINUTE)
  installation.createdAt = clock.now()
  clock.move(MINUTE)
  const numbers = Array.from({ length: size.packets }, (_, n) => {
    const { number } = createIssue(by, { title: `Work Packet: p${n}`, body: packet(`p${n}`, `src/p${n}/`) })
    return number
  })
  for (const number of numbers.slice(0, size.threads)) {
    const issue = repo.issues.find((each) => each.number === number)
    if (!issue) throw new Error('no issue')
    for (let n = 0; n < size.comments; n++) {
      const isReport = size.reportEvery !== undefined && (n + 1) % size.reportEvery === 0
      const author = isReport ? { ...by, actor: agent } : by
      const text = isReport ? `/status running ${n % 100}% step` : `Remark ${n}, version`
      const comment = createComment(author, issue, `${text} 0`)
      for (let edit = 1; edit <= size.edits; edit++) editComment(author, comment, `${text} ${edit}`)
    }
  }
  clock.move(MINUTE)
  while (outbox.drop());
  return numbers
}

/** Counts what the bot uses of GitHub's API during `work`, which must end within an hour of the harness's clock. */
export async function used(harness: Harness, work: () => Promise<unknown>): Promise<Used> {
  const before = await pointsOf(harness)
  harness.sandbox.meter.reset()
  await work()
  const { requests, writes, refused } = usageOf(harness.sandbox.meter.calls())
  return { requests, writes, refused, points: (await pointsOf(harness)) - before - 1 }
}

/** Used in this hour, with the query that asks for it. */
async function pointsOf({ forge, sandbox }: Harness): Promise<number> {
  const [installation] = forge.world.installations
  if (!installation) throw new Error('the App is not installed')
  const { token } = mintInstallationToken(forge, installation)
  const response = await sandbox.fetch(
    new Request('http://sandbox.test/api/graphql', {
      method: 'POST',
      headers: { authorization: `bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ rateLimit { used } }' }),
    }),
  )
  const { data } = (await response.json()) as { data: { rateLimit: { used: number } } }
  return data.rateLimit.used
}
