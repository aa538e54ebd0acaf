/** The labels before a colon in a report, and their meaning. */
import { trimOf } from '../packet/missing.ts'

type Key = 'status' | 'percent' | 'progress' | 'completed' | 'filesChanged' | 'reason' | 'blocking' | 'canContinue'
export type Label = Key | 'readyFor' | 'question' | 'other'

const vocabulary: [Label, string[]][] = [
  ['status', ['status', 'progress status', 'current status', 'overall status', 'task status', 'packet status']],
  ['status', ['status update', 'status report', 'work status', 'state', 'current state']],
  ['percent', ['completion', 'complete', 'percent', 'percentage', 'percent complete', 'percentage complete']],
  ['progress', ['progress', 'overall progress', 'current progress', 'total progress', 'progress so far']],
  ['progress', ['progress update', 'progress report']],
  [
    'completed',
    ['completed', 'completed so far', 'done', 'done so far', 'what is done', "what's done", 'accomplished'],
  ],
  ['filesChanged', ['files changed', 'changed files', 'files modified', 'modified files', 'files touched']],
  ['reason', ['reason', 'blocked by', 'blocker', 'blockers', 'reason for block', 'blocking reason']],
  ['blocking', ['blocking', 'blocks', 'what it blocks']],
  ['canContinue', ['can continue', 'can continue with', 'meanwhile', 'in the meantime']],
  ['readyFor', ['ready for']],
  ['question', ['question', 'questions', 'open question', 'open questions', 'question for you', 'questions for you']],
  ['question', ['decision needed', 'decisions needed', 'needs decision', 'clarification needed']],
  // In other languages. Their status words are in kind.ts.
  ['status', ['estado', 'statut', 'stato', 'stand', 'статус', 'состояние', '状态', '狀態', '状況', '상태', '状態']],
  ['progress', ['progreso', 'avance', 'progression', 'avancement', 'progresso', 'fortschritt', 'прогресс', '进度']],
  ['progress', ['進度', '進捗', '진행률', '진행']],
  ['reason', ['motivo', 'raison', 'grund', 'причина', '原因', '理由', '이유']],
  ['question', ['pregunta', 'domanda', 'pergunta', 'frage', 'вопрос', '问题', '問題', '質問', '질문']],
]

const labels = new Map(vocabulary.flatMap(([label, words]) => words.map((word): [string, Label] => [word, label])))

/** Normalizes a label: lower case, without emoji and punctuation around it. */
const labelWords = (text: string): string =>
  trimOf(text.normalize('NFKC').toLowerCase(), (char) => !/[\p{L}\p{N}]/u.test(char))

export const labelFor = (text: string): Label | null => labels.get(labelWords(text)) ?? null

export interface Labelled {
  label: Label
  value: string
}

const beforeColon = /^([^:：`]{1,40})[:：](?!\/\/|\S*\.\w+:)\s*(.*)$/su
/** A dash instead of a colon needs spaces around it and one of the labels in `dashed`, because sentences have dashes too. */
const beforeDash = /^([^:：`–—=-]{1,20})\s+[-–—=]\s+(.+)$/su
const dashed = new Set<Label>(['status', 'progress', 'percent', 'reason', 'blocking'])
const inBrackets = /^(.+?)\s*\(([^()]{1,20})\)$/su

/** Splits a line such as `Reason: …`, `Status - …` or `Progress (40%): …`. @returns null for a line without a known label */
export function labelled(text: string): Labelled | null {
  const colon = beforeColon.exec(text)
  if (colon) return withValue(colon[1] ?? '', (colon[2] ?? '').trim())
  const dash = beforeDash.exec(text)
  const label = dash ? labelFor(dash[1] ?? '') : null
  return dash && label && dashed.has(label) ? { label, value: (dash[2] ?? '').trim() } : null
}

function withValue(before: string, value: string): Labelled | null {
  const label = labelFor(before)
  // `% complete: 70`: the percent sign is part of the label.
  if (label === 'percent' && /%|percent/i.test(before) && /^\d{1,3}$/.test(value)) return { label, value: `${value}%` }
  if (label) return { label, value }
  const [, outside = '', inside = ''] = inBrackets.exec(before.trim()) ?? []
  const main = outside === '' ? null : labelFor(outside)
  if (main === 'progress' || main === 'percent') return { label: main, value: `${inside} ${value}`.trim() }
  return main ? { label: main, value } : null
}
