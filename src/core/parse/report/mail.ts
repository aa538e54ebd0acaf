/**
 * An answer by mail may contain the older mail below it without quote marks. Text below a mail header was written by
 * somebody else, so it is removed. A header must show more than one sign of a mail: a report with "From:" in a sentence, or
 * one that mentions on which day somebody wrote something, is not a mail.
 */

/** Headers are short. Longer lines are skipped. */
const maxLineLength = 400
/** Mail programs wrap a long header over this many lines. */
const maxWrappedLines = 3
/** Number of lines below "From:" that can hold the rest of the header. */
const headerLines = 6

/** Returns the text above the first unquoted mail header. A mail quoted with `>` is left to the Markdown parser. */
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
    if (fence === null && line.length <= maxLineLength && isHeader(lines, at)) return at
  }
  return null
}

const isHeader = (lines: readonly string[], at: number): boolean =>
  (isAttribution(lines, at) && !isQuoted(lines, at)) || isSeparator(lines, at) || isHeaderBlock(lines, at)

/** Returns the line without the marks of bold text. */
const bare = (line: string | undefined): string => (line ?? '').slice(0, maxLineLength).replace(/[*_]/g, '').trim()

const wrote =
  /(?:\bwrote|\bschrieb\b.*|\ba écrit|\bescribió|\bha scritto|\bescreveu|\bschreef\b.*|\bskrev\b.*|\bnapisał(?:\(a\)|a)?|\bkirjoitti|пишет|написал(?:\(а\)|а)?|写道|寫道|님이 작성)\s*[:：]$/u
const begins =
  /^(?:on|am|le|el|il|em|op|den|ke|w dniu|dnia|on|пн|вт|ср|чт|пт|сб|вс|в|\d|在|於|于|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)(?![\p{L}])/iu
/** A sentence in the first person is not a header, which names the sender. */
const self = /(?<!\p{L})(?:I|[Ww]e|[Ii]ch|[Ww]ir|[Jj]e|[Nn]ous|[Yy]o|[Ii]k)\s/u
const year = /(?<!\d)(?:19|20)\d{2}(?!\d)/
const time = /(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)/
const address = /<[^<>\s@]{1,100}@[^<>\s@]{1,200}>|\[mailto:/

/** Recognizes `On Mon, 2 Nov 2026 at 09:12, Ann <ann@example.org> wrote:`, also wrapped and in other languages. */
function isAttribution(lines: readonly string[], at: number): boolean {
  if (!begins.test(bare(lines[at]))) return false
  for (let count = 1; count <= maxWrappedLines; count += 1) {
    const joined = lines
      .slice(at, at + count)
      .map(bare)
      .join(' ')
      .slice(0, maxLineLength)
    if (!/[:：]$/.test(joined)) continue
    const signs = [year, time, address].filter((sign) => sign.test(joined)).length
    return signs === 3 || (signs === 2 && wrote.test(joined) && !self.test(joined))
  }
  return false
}

/** Returns whether the mail below is quoted with `>`. */
function isQuoted(lines: readonly string[], at: number): boolean {
  const end = lines.findIndex((line, index) => index >= at && /[:：]\**\s*$/.test(line))
  return /^\s*>/.test(lines.slice(end + 1).find((line) => line.trim() !== '') ?? '')
}

const original =
  /^-{2,}\s*(?:original (?:message|appointment)|forwarded (?:message|by)|ursprüngliche nachricht|weitergeleitete nachricht|message (?:d['’]origine|transféré|original)|mensaje (?:original|reenviado)|mensagem original|messaggio originale|oorspronkelijk bericht|исходное сообщение|原始邮件|邮件原件)\b.{0,80}-{2,}$|^-{2,}\s*(?:原始邮件|邮件原件|元のメッセージ)\s*-{2,}$/iu

/** Recognizes `-----Original Message-----`, or Outlook's rule above `From:`. */
function isSeparator(lines: readonly string[], at: number): boolean {
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

/** Recognizes `From:` above a date or subject. `To:` alone counts only with addresses: "From: a / To: b" may be prose. */
function isHeaderBlock(lines: readonly string[], at: number): boolean {
  if (!from.test(bare(lines[at]))) return false
  const rest = lines.slice(at + 1, at + 1 + headerLines).map(bare)
  const has = (label: RegExp) => rest.some((line) => label.test(line))
  if (has(sent) || has(subject) || has(date)) return true
  return rest.some((line) => to.test(line) && line.includes('@')) && bare(lines[at]).includes('@')
}
