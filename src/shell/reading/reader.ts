import { readPacket } from '../../core/packets/read.ts'
import { readComment } from '../../core/reports/read.ts'
import type { TextReader } from '../ports.ts'

export function createTextReader(): TextReader {
  return {
    packet: async (title, body) => readPacket({ title, body }),
    comment: async (body) => readComment(body),
    close: async () => undefined,
  }
}
