/** One line of a push: which ref should go from where to where. */
export interface RefCommand {
  ref: string
  before: string
  after: string
}

export interface PushHead {
  commands: RefCommand[]
  capabilities: string[]
  /** How many bytes the commands took; the pack follows (after push options, where the client sends some). */
  length: number
}

/** Length of the four hexadecimal digits before each line. */
const prefix = 4

/**
 * Reads the commands at the start of a push.
 * @returns null while the bytes do not reach the end of the commands yet
 * @throws Error when these are no packet lines
 */
export function readPushHead(bytes: Buffer): PushHead | null {
  const head: PushHead = { commands: [], capabilities: [], length: 0 }
  for (;;) {
    if (bytes.length < head.length + prefix) return null
    const length = Number.parseInt(bytes.toString('latin1', head.length, head.length + prefix), 16)
    if (Number.isNaN(length) || (length > 0 && length < prefix)) throw new Error('not a packet line')
    if (length === 0) return { ...head, length: head.length + prefix }
    if (bytes.length < head.length + length) return null
    addLine(head, bytes.toString('utf8', head.length + prefix, head.length + length))
    head.length += length
  }
}

function addLine(head: PushHead, line: string): void {
  const [command = '', capabilities] = line.replace(/\n$/, '').split('\0', 2)
  if (capabilities !== undefined) head.capabilities = capabilities.trim().split(' ')
  const found = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) (.+)$/.exec(command)
  if (found?.[1] && found[2] && found[3]) head.commands.push({ before: found[1], after: found[2], ref: found[3] })
}

/** Builds the answer that refuses every ref of a push: `reasons` by ref, and a message that the client prints. */
export function refusalReport(head: PushHead, reasons: Map<string, string>, message: string): Buffer {
  const lines = head.commands.map(({ ref }) => line(`ng ${ref} ${reasons.get(ref) ?? 'push declined'}\n`))
  const report = Buffer.concat([line('unpack ok\n'), ...lines, flush])
  if (!head.capabilities.includes('side-band-64k')) return report
  return Buffer.concat([line(`\u0002${message}\n`), band(1, report), flush])
}

const flush = Buffer.from('0000')

function line(text: string): Buffer {
  return framed(Buffer.from(text))
}

function band(number: number, content: Buffer): Buffer {
  const most = 65_000
  const parts: Buffer[] = []
  for (let at = 0; at < content.length; at += most)
    parts.push(framed(Buffer.concat([Buffer.from([number]), content.subarray(at, at + most)])))
  return Buffer.concat(parts)
}

function framed(content: Buffer): Buffer {
  const length = (content.length + prefix).toString(16).padStart(prefix, '0')
  return Buffer.concat([Buffer.from(length), content])
}

export const isDeletion = (command: RefCommand): boolean => /^0+$/.test(command.after)
