import { trimOf } from '../packet/missing.ts'
import type { ReportKind } from './reading.ts'

const words: [RegExp, ReportKind][] = [
  [/^(?:running|in[ _-]progress|working|ongoing|wip|active|under ?way)(?![\p{L}\p{N}_])/iu, 'running'],
  [/^(?:blocked|stuck)(?![\p{L}\p{N}_])/iu, 'blocked'],
  [/^(?:done|completed?|finished)(?![\p{L}\p{N}_])/iu, 'done'],
  [/^ready for (?:review|integration|merge|merging)(?![\p{L}\p{N}_])/iu, 'done'],
  [/^(?:paused|on[ _-]hold)(?![\p{L}\p{N}_])/iu, 'paused'],
  // Other languages: the words that templates and boards use.
  [/^(?:en (?:progreso|curso|cours)|in (?:corso|arbeit)|em (?:andamento|progresso)|läuft)(?!\p{L})/iu, 'running'],
  [/^(?:в работе|в процессе|выполняется|进行中|進行中|作業中|진행\s?중)/iu, 'running'],
  [/^(?:bloquead[oa]|bloquée?|bloccat[oa]|blockiert|заблокирован[оа]?)(?!\p{L})/iu, 'blocked'],
  [/^(?:阻塞|已阻塞|受阻|ブロック(?:中|されています)?|차단됨?|막힘)/u, 'blocked'],
  [/^(?:hech[oa]|completad[oa]|terminée?|completat[oa]|fatto|concluíd[oa]|fertig|erledigt)(?!\p{L})/iu, 'done'],
  [/^(?:готово|завершен[оа]|выполнен[оа])(?!\p{L})/iu, 'done'],
  [/^(?:已?完成|完了|완료)/u, 'done'],
  [/^(?:pausad[oa]|en pause?|in pausa|pausiert|приостановлен[оа]|已?暂停|已?暫停|一時停止|일시\s?중지)/iu, 'paused'],
]

const anyWord = /(?<![\p{L}\p{N}_])(?:running|in[ _-]progress|blocked|done|completed?|paused)(?![\p{L}\p{N}_])/giu

/**
 * Returns the status in the text after `STATUS:`. A list of choices (`DONE / BLOCKED`), a condition ("done when …") and a
 * negation ("blocked: none") are not a status. Emoji before the word are ignored. Inline code counts as a quotation.
 */
export function kindOf(value: string): ReportKind | null {
  const text = trimOf(
    value
      .slice(0, 400)
      .replace(/`[^`]*`?/g, 'code')
      .normalize('NFC'),
    (char) => !/[\p{L}\p{N}%)?]/u.test(char),
  ).replace(lead, '')
  const found = words.find(([word]) => word.test(text))
  if (!found || isMenu(text)) return null
  const [word, kind] = found
  const rest = text.slice(word.exec(text)?.[0].length ?? 0)
  return isStated(rest, kind) ? kind : null
}

/** Returns whether two status words have only a slash, a bar or "or" between them. */
function isMenu(text: string): boolean {
  const found = [...text.matchAll(anyWord)]
  return found.some((match, index) => {
    const next = found[index + 1]
    const between = next ? text.slice(match.index + match[0].length, next.index) : null
    return between !== null && /^[\s*_`\]]*(?:[/|,]|\bor\b)[\s*_`[]*(?:or\s)?$/i.test(between)
  })
}

const lead = /^(?:(?:i am|i'm|we are|we're|it is|it's|this is|now|currently|still)\s+){1,2}/i
const ended = /^\s*(?:$|[-–—(),.;:!~|·•…（，。、：；！✅\p{S}\p{Extended_Pictographic}]|\d{1,3}(?:\.\d+)?\s?%)/u
const takesWords =
  /^\s+(?:on|by|until|because|since|for|waiting|with|par|por|per|durch|wegen|из-за|до)(?![\p{L}\p{N}_])/iu
const none = /^\s*[:：–—-]\s*(?:none|no|nothing|n\/a)\b/i

function isStated(rest: string, kind: ReportKind): boolean {
  if (/^\s*\?/.test(rest) || none.test(rest)) return false
  if (kind !== 'done' && takesWords.test(rest)) return true
  return ended.test(rest)
}
