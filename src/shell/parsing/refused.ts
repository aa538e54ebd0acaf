import type { Packet, PacketReading } from '../../core/parse/packet/reading.ts'
import { readTitle } from '../../core/parse/packet/title.ts'
import type { CommentReading } from '../../core/parse/report/reading.ts'

const unread: Omit<Packet, 'name'> = {
  objective: null,
  branch: null,
  session: null,
  risk: null,
  acceptance: [],
  inScope: [],
  outOfScope: [],
  hard: [],
  soft: [],
  contract: null,
}

/** Returns the reading of a packet whose text was not read: its title only. @param reason a clause: "it is …" */
export function refusedPacket(title: string, reason: string): PacketReading {
  const { marks, name } = readTitle(title)
  const fix = 'Shorten it, or put logs and data into a code block or a file.'
  const message = `The text was not read because ${reason}. ${fix}`
  return {
    isPacket: marks === 'sure',
    packet: { ...unread, name },
    problems: [{ code: 'too-costly', severity: 'error', line: 1, message }],
  }
}

export const refusedComment = (): CommentReading => ({ report: null, commands: [], tooCostly: true })
