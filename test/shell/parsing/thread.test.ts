import { afterEach, describe, expect, it } from 'vitest'
import { ReadingThread } from '../../../src/shell/parsing/thread.ts'

const job = (body: string) => ({ kind: 'comment', body }) as const
/** Some thousand open brackets take the parser more than a millisecond. */
const slow = { kind: 'code', path: 'a.ts', source: `${'a?b:'.repeat(200)}${'(a,'.repeat(4000)}` } as const

let thread: ReadingThread
afterEach(() => thread.close())

describe('a reading thread', () => {
  it('reads one text after another', async () => {
    thread = new ReadingThread({ deadlineMs: 20_000 })
    const results = await Promise.all([thread.run(job('/help')), thread.run(job('/pause'))])
    expect(results.map((result) => result?.comment?.commands.map(({ name }) => name))).toEqual([['help'], ['pause']])
  })

  it('gives up a text at its deadline, and reads the next one in a new thread', async () => {
    thread = new ReadingThread({ deadlineMs: 0 })
    const results = [thread.run(slow), thread.run(slow)]
    expect(await Promise.all(results)).toEqual([null, null])
  })

  it('answers null to what waits when it is closed, and to all that comes later', async () => {
    thread = new ReadingThread({ deadlineMs: 20_000 })
    const waiting = [thread.run(job('/help')), thread.run(job('/pause'))]
    await thread.close()
    expect(await Promise.all(waiting)).toEqual([null, null])
    expect(await thread.run(job('/help'))).toBeNull()
  })
})
