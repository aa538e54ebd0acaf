/** The real readers, with one memory for all runs: the same texts come up in most of them. */
import { readPacket } from '../../../src/core/parse/packet/read.ts'
import type { PacketReading } from '../../../src/core/parse/packet/reading.ts'
import { readComment } from '../../../src/core/parse/report/read.ts'
import type { CommentReading } from '../../../src/core/parse/report/reading.ts'
import { DASHBOARD_START } from '../../../src/core/records/dashboard.ts'
import { markersIn } from '../../../src/core/records/markers.ts'
import type { Reader } from '../../../src/shell/parsing/reader.ts'

const MOST = 20_000

function remembered<T>(read: (key: string) => T) {
  const known = new Map<string, T>()
  return (key: string): T => {
    const found = known.get(key)
    if (found !== undefined) return found
    if (known.size > MOST) known.clear()
    const made = read(key)
    known.set(key, made)
    return made
  }
}

const packets = remembered((key): PacketReading => {
  const cut = key.indexOf('\n')
  return readPacket({ title: key.slice(0, cut), body: key.slice(cut + 1), prefixes: null })
})
const comments = remembered((body): CommentReading => readComment(body))
const unread: CommentReading = { report: null, commands: [], tooCostly: false }
const noPacket = packets('Session: any\n')

/** Dashboards are no packets and the App's comments no commands, whatever is in them: they are not read here. */
export const reader: Reader = {
  packet: async (title, body) => (body.includes(DASHBOARD_START) ? noPacket : packets(`${title}\n${body}`)),
  comment: async (body) => (body.endsWith(' -->') && markersIn(body).length > 0 ? unread : comments(body)),
  close: async () => {},
  code: {
    file: async (path) => ({ path, names: [], imports: [], error: null }),
    declarations: async () => null,
  },
}
