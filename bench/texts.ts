/** Measures the cost of parsing: ordinary texts, cached texts, and hostile texts, which must be refused cheaply. */
import { readPacket } from '../src/core/parse/packet/read.ts'
import { readComment } from '../src/core/parse/report/read.ts'
import { createTextReader } from '../src/shell/parsing/reader.ts'
import { packetText } from '../test/core/support/packet-text.ts'
import { sideBySide } from './side-by-side.ts'

const short = packetText()
const long = `${short}\n\n## Notes\n\n${'A plain paragraph of notes with `code` and a [link](docs/x.md).\n\n'.repeat(900)}`
const hostile = '> '.repeat(30_000)
let turn = 0
/** Returns a new title, so that no result is cached. */
const title = () => {
  turn += 1
  return `Work Packet: a${turn}`
}
const reader = createTextReader()
await reader.packet('Work Packet: a', short)

await sideBySide('Reading a packet', [
  { name: `template, ${short.length} characters`, run: () => readPacket({ title: 'Work Packet: a', body: short }) },
  { name: 'the same, read before', run: () => reader.packet('Work Packet: a', short) },
  { name: `notes of ${long.length} characters`, run: () => readPacket({ title: 'Work Packet: a', body: long }) },
  { name: 'hostile, 60,000 characters', run: () => reader.packet(title(), hostile) },
])
await sideBySide('Reading a comment', [
  { name: 'a slash command', run: () => readComment('/status running 40% tables done') },
  { name: 'a written report', run: () => readComment('**STATUS: BLOCKED**\nReason: no database\nBlocking: tests') },
])
await reader.close()
