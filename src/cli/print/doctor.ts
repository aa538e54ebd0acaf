/** The table of `switchyard doctor`. */

import { clean } from '../../core/clean.ts'
import type { Examination } from '../../shell/doctor/examine.ts'
import type { Answer, Verdict } from '../../shell/doctor/finding.ts'
import { type Style, widthOf } from './style.ts'

const SIGNS: Record<Verdict, { sign: string; colour: 'green' | 'red' | 'yellow' }> = {
  holds: { sign: '✓', colour: 'green' },
  'does not': { sign: '✗', colour: 'red' },
  'cannot be told': { sign: '?', colour: 'yellow' },
}

/** What does not hold comes last, where the eye is when the command ends. */
export function examinationText(examination: Examination, style: Style, columns: number): string {
  const { answers, app, repository, api, left } = examination
  const count = (verdict: Verdict) => answers.filter((answer) => answer.verdict === verdict).length
  return [
    style('bold', `${app.slug} on ${repository} (${api})`),
    '',
    ...answers.flatMap((answer) => rowOf(answer, style, columns)),
    '',
    ...left.map((line) => style('red', `Remove by hand: ${clean(line)}`)),
    `${count('holds')} hold, ${count('does not')} do not, ${count('cannot be told')} cannot be told.`,
    ...(examination.scratch || count('cannot be told') === 0
      ? []
      : ['Run it with --scratch to try the rest on a scratch branch and a scratch issue.']),
  ].join('\n')
}

const TITLE_COLUMNS = 60

function rowOf(answer: Answer, style: Style, columns: number): string[] {
  const { sign, colour } = SIGNS[answer.verdict]
  const title = `${style(colour, `${sign} ${answer.verdict.padEnd(14)}`)}  ${answer.title}`
  const details = [
    ...(answer.verdict === 'holds' ? [] : [clean(answer.found)]),
    ...(answer.instead === null ? ['The bot cannot work here without it.'] : []),
    ...(answer.instead ? [`Instead: ${clean(answer.instead)}`] : []),
    ...(answer.change === undefined ? [] : [`To change it: ${clean(answer.change)}`]),
  ]
  const seen = answer.verdict === 'holds' ? style('dim', `  ${clean(answer.found)}`) : ''
  const gap = ' '.repeat(Math.max(0, TITLE_COLUMNS - widthOf(answer.title)))
  const isWide = columns >= TITLE_COLUMNS + 60
  return [
    isWide && seen !== '' ? `${title}${gap}${seen}` : title,
    ...(isWide || seen === '' ? [] : wrapped(clean(answer.found), columns)),
    ...details.flatMap((text) => wrapped(text, columns)),
  ]
}

const INDENT = ' '.repeat(18)

function wrapped(text: string, columns: number): string[] {
  const width = Math.max(30, columns - INDENT.length)
  const lines: string[] = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line !== '' && widthOf(`${line} ${word}`) > width) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.map((line) => INDENT + line)
}

/** What a bug report should contain. It holds no secret. */
export function examinationReport(examination: Examination, version: string) {
  return { switchyard: version, node: process.versions.node, platform: process.platform, ...examination }
}
