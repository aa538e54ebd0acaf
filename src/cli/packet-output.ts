import type { Dependency, PacketReading, Problem } from '../core/parse/packet/reading.ts'
import type { CommentReading } from '../core/parse/report/reading.ts'

const names = (dependencies: Dependency[]): string[] =>
  dependencies.map(({ name }) => name).filter((name) => name !== '')

/** One line of JSON for a packet; what is missing is null. */
export function packetJson(file: string, { isPacket, packet, problems }: PacketReading): string {
  return JSON.stringify({
    file,
    isPacket,
    name: packet.name,
    objective: packet.objective,
    branch: packet.branch,
    session: packet.session,
    risk: packet.risk,
    acceptance: packet.acceptance.map(({ text, checked }) => ({ text, checked })),
    inScope: packet.inScope.map(({ text, path }) => ({ text, path })),
    outOfScope: packet.outOfScope.map(({ text, path }) => ({ text, path })),
    hard: names(packet.hard),
    soft: names(packet.soft),
    contract: packet.contract,
    problems: problems.map(({ code, severity, line, message }) => ({ code, severity, line, message })),
  })
}

/** `FILE:LINE: error|warning: message`; what is wrong with the title is shown at the first line. */
export function packetLines(file: string, { isPacket, problems }: PacketReading): string[] {
  const how = 'Begin its title or first heading with `Work Packet: NAME`, or give the issue the label `packet`.'
  const other = isPacket || unread(problems) ? [] : [`${file}:1: warning: Filed as it is, this is no packet. ${how}`]
  return [...other, ...problems.map((problem) => problemLine(file, problem))]
}

const unread = (problems: Problem[]): boolean =>
  problems.some(({ code }) => code === 'too-costly' || code === 'no-name')

const problemLine = (file: string, { line, severity, message }: Problem): string =>
  `${file}:${Math.max(1, line)}: ${severity}: ${message}`

export function commentJson(file: string, { report, commands }: CommentReading): string {
  const shown = report && {
    kind: report.kind,
    percent: report.percent,
    question: report.question,
    reason: report.reason,
  }
  return JSON.stringify({
    file,
    report: shown,
    commands: commands.map(({ name, args, line }) => ({ name, args, line })),
  })
}

export function commentLines(file: string, { report, commands, tooCostly }: CommentReading): string[] {
  if (tooCostly) return [`${file}:1: warning: reading this comment would take too long; it is left unread.`]
  const percent = report?.percent == null ? '' : ` ${report.percent}%`
  const said = report ? [`${file}:${report.line}: report: ${report.kind ?? 'no status'}${percent}`] : []
  const asked = report?.question ? [`${file}:${report.line}: question: ${report.question}`] : []
  const ran = commands.map(({ name, args, line }) => `${file}:${line}: command: /${name} ${args}`.trimEnd())
  return [...said, ...asked, ...ran]
}
