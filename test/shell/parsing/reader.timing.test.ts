/** What the text reader does in time: it keeps the bot's own thread free, and one endless text stops no other. */
import { expect, onTestFinished, test } from 'vitest'
import { createTextReader, type TextReaderOptions } from '../../../src/shell/parsing/reader.ts'
import { honest, hostile } from '../../core/support/texts.ts'
import { longestTurnMs } from '../../security/support/busy.ts'

const packet = '**Objective:** x\n\n## Acceptance Criteria\n- [ ] y\n'

function reader(options?: TextReaderOptions) {
  const made = createTextReader(options)
  onTestFinished(() => made.close())
  return made
}

test('never blocks this thread for long', async () => {
  const one = reader()
  const texts = [...Object.values(hostile), honest['short boxes'] ?? '', honest['a table'] ?? '', packet]
  const longest = await longestTurnMs(() =>
    Promise.all(texts.flatMap((body) => [one.packet('Work Packet: a', body), one.comment(body)])),
  )
  expect(longest).toBeLessThan(1500)
})

test('a text that takes for ever does not hold up those that come after it', async () => {
  const one = reader({ quickMs: 700, deadlineMs: 2500 })
  // The pre-scan lets it through, and it takes the parser many seconds.
  const endless = '* ![](a)\n\t- [x] a\n'.repeat(3200)
  const order: string[] = []
  const read = (name: string, body: string) =>
    one.comment(body).then(({ tooCostly }) => order.push(`${name}: ${tooCostly ? 'refused' : 'read'}`))
  await Promise.all([read('endless', endless), read('long', `${packet}\n${'word '.repeat(500)}`)])
  expect(order).toEqual(['long: read', 'endless: refused'])
})
