/**
 * An answer by mail may carry the old mail below it without any quote marks. What stands below a mail's header is
 * somebody else's text, so it is left out. Each header has to show more than one sign of a mail: a report that has
 * "From:" in a sentence, or tells on which day somebody wrote something, is no mail.
 */

/** Headers are short; longer lines are not looked at. */
const longest = 400
/** Long headers are wrapped. */
const wrapped = 3
/** Lines below "From:" in which the rest of the header stands. */
const below = 6

/** The text above the first header of a mail. What mail programs mark with `>` they mark whole: what follows is the person's own. */
export function withoutOldMail(text: string): string {
  const lines = text.split('\n')
  const start = headerLine(lines)
  return start === null ? text : lines.slice(0, start).join('\n')
}

function headerLine(lines: readonly string[]): number | null {
  let fence: string | null = null
  for (const [at, line] of lines.entries()) {
    const ticks = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (ticks !== undefined) {
      if (fence === null) fence = ticks
      else if (ticks.startsWith(fence)) fence = null
      continue
    }
    if (fence === null && line.length <= longest && isHeader(lines, at)) return at
  }
  return null
}

const isHeader = (lines: readonly string[], at: number): boolean =>
  (isSaid(lines, at) && !isMarked(lines, at)) || isRuled(lines, at) || isFrom(lines, at)

/** Letters as typed, without what mail programs make bold. */
const bare = (line: string | undefined): string => (line ?? '').slice(0, longest).replace(/[*_]/g, '').trim()

const wrote =
  /(?:\bwrote|\bschrieb\b.*|\ba écrit|\bescribió|\bha scritto|\bescreveu|\bschreef\b.*|\bskrev\b.*|\bnapisał(?:\(a\)|a)?|\bkirjoitti|пишет|написал(?:\(а\)|а)?|写道|寫道|님이 작성)\s*[:：]$/u
const begins =
  /^(?:on|am|le|el|il|em|op|den|ke|w dniu|dnia|on|пн|вт|ср|чт|пт|сб|вс|в|\d|在|於|于|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)(?![\p{L}])/iu
/** Who tells of what they wrote themselves; a header names the sender. */
const self = /(?<!\p{L})(?:I|[Ww]e|[Ii]ch|[Ww]ir|[Jj]e|[Nn]ous|[Yy]o|[Ii]k)\s/u
const year = /(?<!\d)(?:19|20)\d{2}(?!\d)/
const time = /(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)/
const address = /<[^<>\s@]{1,100}@[^<>\s@]{1,200}>|\[mailto:/

/** `On Mon, 2 Nov 2026 at 09:12, Ann <ann@example.org> wrote:`, also wrapped, also in other languages. */
function isSaid(lines: readonly string[], at: number): boolean {
  if (!begins.test(bare(lines[at]))) return false
  for (let count = 1; count <= wrapped; count += 1) {
    const joined = lines
      .slice(at, at + count)
      .map(bare)
      .join(' ')
      .slice(0, longest)
    if (!/[:：]$/.test(joined)) continue
    const signs = [year, time, address].filter((sign) => sign.test(joined)).length
    return signs === 3 || (signs === 2 && wrote.test(joined) && !self.test(joined))
  }
  return false
}

/** The old mail below it is marked with `>`. */
function isMarked(lines: readonly string[], at: number): boolean {
  const end = lines.findIndex((line, index) => index >= at && /[:：]\**\s*$/.test(line))
  return /^\s*>/.test(lines.slice(end + 1).find((line) => line.trim() !== '') ?? '')
}

const original =
  /^-{2,}\s*(?:original (?:message|appointment)|forwarded (?:message|by)|ursprüngliche nachricht|weitergeleitete nachricht|message (?:d['’]origine|transféré|original)|mensaje (?:original|reenviado)|mensagem original|messaggio originale|oorspronkelijk bericht|исходное сообщение|原始邮件|邮件原件)\b.{0,80}-{2,}$|^-{2,}\s*(?:原始邮件|邮件原件|元のメッセージ)\s*-{2,}$/iu

/** `-----Original Message-----`, or Outlook's rule above `From:`. */
function isRuled(lines: readonly string[], at: number): boolean {
  if (original.test(bare(lines[at]))) return true
  if (!/^\s*_{10,}\s*$/.test(lines[at] ?? '')) return false
  return from.test(bare(lines.slice(at + 1, at + 4).find((line) => line.trim() !== '')))
}

const from = /^(?:from|von|de|da|van|från|fra|od|от|发件人|寄件者|差出人|보낸 사람)\s*[:：]\s*\S/iu
const sent =
  /^(?:sent|gesendet|envoyé|enviado|inviato|verzonden|skickat|sendt|wysłano|отправлено|发送时间|送信日時|보낸 날짜)(?: (?:le|el|em|am|on))?\s*[:：]\s*\S/iu
const subject =
  /^(?:subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|тема|主题|件名|제목)\s*[:：]/iu
const date = /^(?:date|datum|fecha|data|дата|日期|日時|날짜)\s*[:：].*\d/iu
const to = /^(?:to|an|à|a|para|aan|till|til|do|кому|收件人|宛先|받는 사람)\s*[:：].*\S/iu

/** `From:` and below it when it was sent, or what about; an addressee alone only with an address: "From: a / To: b" is prose. */
function isFrom(lines: readonly string[], at: number): boolean {
  if (!from.test(bare(lines[at]))) return false
  const rest = lines.slice(at + 1, at + 1 + below).map(bare)
  const has = (label: RegExp) => rest.some((line) => label.test(line))
  if (has(sent) || has(subject) || has(date)) return true
  return rest.some((line) => to.test(line) && line.includes('@')) && bare(lines[at]).includes('@')
}
