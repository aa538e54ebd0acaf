/** Text of the bot without Markdown syntax. */
const entities: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&#64;': '@',
  '&#35;': '#',
  '&nbsp;': ' ',
  '&quot;': '"',
}

/** Returns the text without Markdown syntax, with entities and escapes resolved. */
export function plain(text: string): string {
  return text
    .replace(/<\/?(?:sub|sup|details|summary|br|b|i|kbd)\b[^>]*>/g, '')
    .replace(/!?\[((?:\\.|[^\]\\])*)\]\((?:<[^>]*>|[^)\s]*)\)/g, '$1')
    .replace(/\*\*(\S(?:.*?\S)?)\*\*/g, '$1')
    .replace(/(`+) ?(.+?) ?\1/g, '$2')
    .replace(/&(?:lt|gt|amp|nbsp|quot|#64|#35);/g, (entity) => entities[entity] ?? entity)
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
}
