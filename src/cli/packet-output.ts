import type { Dependency, PacketReading, Problem } from '../core/parse/packet/reading.ts'
import type { CommentReading } from '../core/parse/report/reading.ts'

const names = (dependencies: Dependency[]): string[] =>
  dependencies.map(({ name }) => name).filter((name) => name !== '')

/** Returns one line of JSON for a packet; missing parts are null. */
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

/** Returns lines such as `FILE:LINE: error: message`. Problems with the title are reported on line 1. */
export function packetLines(file: string, { isPacket, problems }: PacketReading): string[] {
  const fix = 'Begin the title or the first heading with `Work Packet: NAME`, or give the issue the label `packet`.'
  const notPacket = isPacket || isUnread(problems) ? [] : [`${file}:1: warning: This is not a packet. ${fix}`]
  return [...notPacket, ...problems.map((problem) => problemLine(file, problem))]
}

const isUnread = (problems: Problem[]): boolean =>
  problems.some(({ code }) => code === 'too-costly' || code === 'no-name')

const problemLine = (file: string, { line, severity, message }: Problem): string =>
  `${file}:${Math.max(1, line)}: ${severity}: ${message}`

export function commentJson(file: string, { report, commands }: CommentReading): string {
  const reportJson = report && {
    kind: report.kind,
    percent: report.percent,
    question: report.question,
    reason: report.reason,
  }
  return JSON.stringify({
    file,
    report: reportJson,
    commands: commands.map(({ name, args, line }) => ({ name, args, line })),
  })
}

export function commentLines(file: string, { report, commands, tooCostly }: CommentReading): string[] {
  if (tooCostly) return [`${file}:1: warning: This comment takes too long to parse; it was not read.`]
  const percent = report?.percent == null ? '' : ` ${report.percent}%`
  const status = report ? [`${file}:${report.line}: report: ${report.kind ?? 'no status'}${percent}`] : []
  const question = report?.question ? [`${file}:${report.line}: question: ${report.question}`] : []
  const commandLines = commands.map(({ name, args, line }) => `${file}:${line}: command: /${name} ${args}`.trimEnd())
  return [...status, ...question, ...commandLines]
}
